"""The register of agreements (PKS, MoU, NKA): parties, numbers, term, suspension; answers "is this allowed today?".

Gates every act that rests on an agreement: a population check outside the Disdukcapil agreement's term (Magelang 4),
while it is suspended (6) or without its central approval letter is not made.
"""
