"""The same problem as rows and columns of whole numbers, for whoever solves such things.

Why it is quickly solved: equal sessions of a wish share columns (nothing to permute); what cannot go together is forbidden by
whole cliques, not by pairs; fairness is a staircase of unit steps, each dearer than the last, which keeps the assignment of
people nearly a transport problem, whose relaxation is whole by itself; and once every wish is filled nothing couples Bawaslu's
half with Diskominfo's, so that ``parts`` falls into pieces that are solved one by one.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from intranet.base.actor import Party
from intranet.literacy.planning.goals import Held, know, pillars_of, topic_at, wanted_pillars
from intranet.literacy.planning.ground import Ground, Option, overlap
from intranet.literacy.planning.model import Acquaintance
from intranet.literacy.planning.rules import Rule

Terms = list[tuple[int, int]]


@dataclass
class Model:
    """Columns with bounds, cost and name; rows ``low <= terms <= high`` (None = unbounded). Everything is whole.

    ``derived``: what follows from the other columns: these columns, in this order, hold at least terms + constant.
    """

    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)
    names: list[Hashable] = field(default_factory=list)
    rows: list[tuple[Terms, int | None, int | None]] = field(default_factory=list)
    derived: list[tuple[list[int], Terms, int]] = field(default_factory=list)
    at: dict[Hashable, int] = field(default_factory=dict)

    def column(self, name: Hashable, cost: int = 0, high: int = 1, low: int = 0) -> int:
        """Add a column and return its number."""
        self.at[name] = len(self.low)
        self.names.append(name)
        self.low.append(low)
        self.high.append(high)
        self.cost.append(cost)
        return len(self.low) - 1

    def row(self, terms: Terms, low: int | None, high: int | None) -> None:
        """Add a row."""
        self.rows.append((terms, low, high))

    def derive(self, columns: list[int], terms: Terms, constant: int = 0) -> None:
        """Demand that ``columns`` together hold at least ``terms`` and ``constant``."""
        self.row(terms + [(column, -1) for column in columns], None, -constant)
        self.derived.append((columns, terms, constant))

    def complete(self, values: list[int]) -> list[int]:
        """Set what follows from the other columns, as cheaply as it can be."""
        for columns, _, _ in self.derived:
            for column in columns:
                values[column] = self.low[column]
        for columns, terms, constant in self.derived:
            left = sum(values[column] * factor for column, factor in terms) + constant
            for column in columns:
                values[column] = max(values[column], min(max(left, 0), self.high[column]))
                left -= values[column]
        return values

    def value(self, values: Sequence[int]) -> int:
        """What a solution costs."""
        return sum(cost * value for cost, value in zip(self.cost, values, strict=True))

    def parts(self) -> list[list[int]]:
        """Columns that are not fixed, in groups that no row connects; largest first."""
        parent = list(range(len(self.low)))

        def root(column: int) -> int:
            while parent[column] != column:
                parent[column] = parent[parent[column]]
                column = parent[column]
            return column

        for terms, _, _ in self.rows:
            loose = [column for column, _ in terms if self.low[column] < self.high[column]]
            for column in loose[1:]:
                parent[root(column)] = root(loose[0])
        groups = defaultdict(list)
        for column in range(len(self.low)):
            if self.low[column] < self.high[column]:
                groups[root(column)].append(column)
        return sorted(groups.values(), key=len, reverse=True)


def build(ground: Ground, missing: int, *, full: bool) -> Model:
    """The model of a problem. ``missing``: what a wish that is not filled costs; ``full``: it is known that every wish can be
    filled, so every wish has to be.
    """
    model = Model()
    for options in ground.of_wish:
        _wish(ground, model, options, missing, full=full)
    held = [option for option in ground.options if ("held", option.index) in model.at]
    _people(ground, model, held)
    _rooms(ground, model, held)
    _pillars(ground, model, held)
    _repeats(ground, model, held)
    _pairs(ground, model, held)
    return model


def values_of(ground: Ground, model: Model, held: Iterable[Held]) -> list[int]:
    """The solution a plan is."""
    values = list(model.low)
    for one in held:
        option = ground.options[one.option]
        values[model.at["held", one.option]] = 1
        for seat in option.seats:
            if (side := model.at.get(("side", one.option, seat.party))) is not None:
                values[side] = int(bool(one.people & seat.free.keys()))
        for who in one.people:
            values[model.at["sits", one.option, who]] = 1
        if one.room is not None:
            values[model.at["room", one.option, one.room]] = 1
    return model.complete(values)


def held_in(model: Model, values: Sequence[int]) -> list[Held]:
    """The plan a solution is."""
    people: dict[int, set[int]] = {}
    rooms: dict[int, int] = {}
    for name, value in zip(model.names, values, strict=True):
        if value and isinstance(name, tuple):
            if name[0] == "held":
                people.setdefault(name[1], set())
            elif name[0] == "sits":
                people.setdefault(name[1], set()).add(name[2])
            elif name[0] == "room":
                rooms[name[1]] = name[2]
    return [Held(option, frozenset(who), rooms.get(option)) for option, who in sorted(people.items())]


def _wish(ground: Ground, model: Model, options: list[Option], missing: int, *, full: bool) -> None:
    wish = ground.wishes[options[0].wish]
    wanted = wish.count - len(wish.pins)
    loose = []
    for option in options:
        if not option.pin and not wanted:
            continue
        price = missing * wish.priority * option.worth
        if not option.open:
            if option.pin:
                model.column(("missed", option.index), price, low=1)
            continue
        sure = full and (option.pin is not None or len(options) == wish.count)
        column = model.column(("held", option.index), option.cost, low=int(sure))
        if option.pin:
            model.derive([model.column(("missed", option.index), price)], [(column, -1)], 1)
        else:
            loose.append(column)
        _seats(model, ground, option, column)
    if wanted:
        short = model.column(("missing", options[0].wish), missing * wish.priority, 0 if full else wanted)
        model.row([(column, 1) for column in [*loose, short]], wanted, wanted)
        model.derived.append(([short], [(column, -1) for column in loose], wanted))


def _seats(model: Model, ground: Ground, option: Option, held: int) -> None:
    """The people and the room of one option, if it is held."""
    sides = []
    for seat in option.seats:
        side = held
        if not seat.need:
            sides.append(held)
            continue
        if seat.optional:
            side = model.column(("side", option.index, seat.party))
            model.row([(side, 1), (held, -1)], None, 0)
            model.derive([model.column(("alone", option.index, seat.party), ground.problem.weights.alone)], [(held, 1), (side, -1)])
        sides.append(side)
        terms = [(model.column(("sits", option.index, who), cost), 1) for who, cost in sorted(seat.free.items())]
        model.row([*terms, (side, -seat.need)], 0 if seat.least == seat.need else None, 0)
        if seat.least < seat.need:
            model.row([*terms, (side, -seat.least)], 0, None)
            short = model.column(("short", option.index, seat.party), ground.problem.weights.short, seat.need)
            model.derive([short], [(held, seat.need), *((column, -1) for column, _ in terms)])
        for who in seat.must:  # a seat that somebody must have who cannot take it stays empty, and so does the option
            taken = model.at.get(("sits", option.index, who))
            model.row([(side, 1)] if taken is None else [(taken, 1), (side, -1)], 0, 0)
    if held not in sides:
        model.row([(side, 1) for side in sides] + [(held, -1)], 0, None)
    if option.seeks_room:
        rooms = [(model.column(("room", option.index, room), cost), 1) for room, cost in sorted(option.free_rooms.items())]
        model.row([*rooms, (held, -1)], 0, 0)


def _people(ground: Ground, model: Model, held: list[Option]) -> None:
    """One place at a time, loads, and the staircases of fairness."""
    weights = ground.problem.weights
    cliques = _cliques(held, ground.apart, ground)
    sits: dict[int, dict[int, int]] = defaultdict(dict)
    for name, column in list(model.at.items()):
        if isinstance(name, tuple) and name[0] == "sits":
            sits[name[2]][name[1]] = column
    for who, columns in sorted(sits.items()):
        for clique in _distinct([index for index in clique if index in columns] for clique in cliques):
            model.row([(columns[index], 1) for index in clique], None, 1)
        if ground.soft[Rule.TRAVEL]:
            _short_roads(ground, model, columns)
        _loads(ground, model, who, columns)
        terms = [(column, 1) for column in columns.values()]
        if weights.count:
            prices = (weights.count * (ground.above[who] + number) for number in range(1, len(terms) + 1))
            steps = [model.column(("step", who, number), price) for number, price in enumerate(prices)]
            model.derive(steps, terms)
        if weights.travel:
            roads = [(column, ground.road(who, ground.options[index].kecamatan)) for index, column in columns.items()]
            roads = [(column, quarters) for column, quarters in roads if quarters]
            left, at, bands = sum(quarters for _, quarters in roads), ground.beyond[who], []
            while left > 0:
                room = min(left, weights.travel_band - at % weights.travel_band)
                price = weights.travel * (1 + at // weights.travel_band)
                bands.append(model.column(("band", who, at), price, room))
                at, left = at + room, left - room
            if bands:
                model.derive(bands, roads)


def _short_roads(ground: Ground, model: Model, columns: dict[int, int]) -> None:
    for one, other in _near(ground, [ground.options[index] for index in columns]):
        if ground.clash(one, other) is Rule.TRAVEL:
            column = model.column(("rush", columns[one.index], columns[other.index]), ground.problem.weights.warning)
            model.derive([column], [(columns[one.index], 1), (columns[other.index], 1)], -1)


def _loads(ground: Ground, model: Model, who: int, columns: dict[int, int]) -> None:
    if not (ground.hard[Rule.LOAD] or ground.soft[Rule.LOAD]):
        return
    for unit, most in ground.limits(who):
        periods: dict[tuple[int, int], Terms] = defaultdict(list)
        for index, column in columns.items():
            periods[ground.period(ground.options[index], unit)].append((column, 1))
        for key, terms in periods.items():
            left = max(most - ground.loaded(who, unit, key), 0)
            if len(terms) <= left:
                continue
            if ground.hard[Rule.LOAD]:
                model.row(terms, None, left)
            else:
                too_much = model.column(("too much", who, unit, key), ground.problem.weights.warning, len(terms))
                model.derive([too_much], terms, -left)


def _rooms(ground: Ground, model: Model, held: list[Option]) -> None:
    """A room holds one session at a time."""
    takes: dict[int, dict[int, int]] = defaultdict(dict)
    for name, column in model.at.items():
        if isinstance(name, tuple) and name[0] == "room":
            takes[name[2]][name[1]] = column
    for _, columns in sorted(takes.items()):
        options = [ground.options[index] for index in columns]
        for clique in _cliques(options, overlap, ground):
            model.row([(columns[index], 1) for index in clique], None, 1)


def _pillars(ground: Ground, model: Model, held: list[Option]) -> None:
    """Pillars that stay untouched."""
    if not ground.problem.weights.pillar:
        return
    touching: dict[tuple[str, str, int], Terms] = {key: [] for key in wanted_pillars(ground)}
    for option in held:
        for key in pillars_of(ground, option):
            if key in touching:
                touching[key].append((model.at["held", option.index], -1))
    for key, terms in sorted(touching.items()):
        model.derive([model.column(("untouched", key), ground.problem.weights.pillar)], terms, 1)


def _repeats(ground: Ground, model: Model, held: list[Option]) -> None:
    """Topics that come again at a place."""
    if not ground.problem.weights.repeat:
        return
    found: dict[tuple[str, str], Terms] = defaultdict(list)
    for option in held:
        rooms = [room for room in option.free_rooms if ("room", option.index, room) in model.at]
        for room in rooms if option.seeks_room else [None]:
            if key := topic_at(ground, option, room):
                name = ("held", option.index) if room is None else ("room", option.index, room)
                found[key].append((model.at[name], 1))
    for key, terms in sorted(found.items()):
        already = key in ground.problem.held
        if len(terms) + already > 1:
            column = model.column(("again", key), ground.problem.weights.repeat, len(terms))
            model.derive([column], terms, already - 1)


def _pairs(ground: Ground, model: Model, held: list[Option]) -> None:
    """Resource persons beside somebody the office would not have put there."""
    asked, weight = ground.problem.weights.acquaintance, ground.problem.weights.pair
    if asked is Acquaintance.ANY or not weight:
        return

    for option in held:
        column = model.at["held", option.index]
        there: list[dict[int, int]] = []
        for seat in option.seats:
            found = {who: model.at["sits", option.index, who] for who in seat.free if seat.need}
            there.append(found | dict.fromkeys(seat.pinned, column))
        ours, theirs = there
        side = model.at.get(("side", option.index, Party.DISKOMINFO))
        for who, sits in sorted(ours.items()):
            known = [other for place, other in sorted(theirs.items()) if know(ground, who, place)]
            if asked is Acquaintance.KEEP:
                strange = model.column(("strange", option.index, who), weight)
                together = [] if side is None else [(side, 1)]
                model.derive([strange], _sum([(sits, 1), *((other, -1) for other in set(known)), *together]), -bool(together))
            elif known:
                strange = model.column(("strange", option.index, who), weight)
                groups = [known] if option.seats[1].need <= 1 and not option.seats[1].pinned else [[other] for other in known]
                for group in groups:
                    model.derive([strange], _sum([(sits, 1), *((other, 1) for other in group)]), -1)


def _sum(terms: Terms) -> Terms:
    """Terms with each column once."""
    total: dict[int, int] = defaultdict(int)
    for column, factor in terms:
        total[column] += factor
    return [(column, factor) for column, factor in total.items() if factor]


def _near(ground: Ground, options: list[Option]) -> list[tuple[Option, Option]]:
    """Pairs of options close enough in time to be in each other's way."""
    roads = ground.problem.roads
    reach = max([roads.default, roads.buffer, *roads.minutes.values()])
    ordered = sorted(options, key=lambda option: (option.start, option.index))
    longest = max((option.end - option.start for option in ordered), default=0)
    pairs = []
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.start >= one.start + longest + reach:
                break
            pairs.append((one, other))
    return pairs


def _cliques(options: list[Option], conflict: Callable[[Option, Option], bool], ground: Ground) -> list[list[int]]:
    """Groups of options of which one person (or room) can take one only; every conflict is in some group."""
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in _near(ground, options):
        if conflict(one, other):
            beside[one.index].add(other.index)
            beside[other.index].add(one.index)
    open_edges = {(one, other) for one, others in beside.items() for other in others if one < other}
    cliques = []
    for edge in sorted(open_edges):
        if edge not in open_edges:
            continue
        clique, common = list(edge), beside[edge[0]] & beside[edge[1]]
        while common:
            best = max(common, key=lambda index: (len(beside[index] & common), -index))
            clique.append(best)
            common &= beside[best]
        members = sorted(clique)
        open_edges -= {(one, other) for number, one in enumerate(members) for other in members[number + 1 :]}
        cliques.append(members)
    return cliques


def _distinct(cliques: Iterable[list[int]]) -> list[list[int]]:
    """Cliques of two and more, without those that lie within another."""
    sets = sorted({tuple(clique) for clique in cliques if len(clique) > 1}, key=lambda clique: (-len(clique), clique))
    kept: list[set[int]] = []
    inside: dict[int, list[int]] = defaultdict(list)
    for clique in sets:
        if not any(kept[number].issuperset(clique) for number in inside[clique[0]]):
            for index in clique:
                inside[index].append(len(kept))
            kept.append(set(clique))
    return [sorted(clique) for clique in kept]
