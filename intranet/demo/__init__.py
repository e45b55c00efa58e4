"""The invented office: a whole quarter of made-up work, so that a newcomer meets a living office and not an empty one.

Everything is told through the verbs by the people of the cast, with a clock that walks from ninety days ago to now, and
is the same every time. Nobody and nothing here is real: names say "contoh", "rekaan", "ujicoba" or "misal", NIKs carry
district code 99, candidates bear numbers no ballot has, and links lead to contoh.id.
"""

from intranet.demo.office import load as load
