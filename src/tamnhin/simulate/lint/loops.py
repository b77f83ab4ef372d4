"""Simultaneous loops: variables that wait for one another at the same moment, named in full."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from tamnhin.simulate.lint.names import STEP, Names, Node, needs
from tamnhin.simulate.source.model import Section

Graph = Mapping[Node, Sequence[Node]]


def find_loops(section: Section, names: Names) -> Iterator[tuple[Node, ...]]:
    """Shortest circles, until every variable that is in a circle has been named once.

    A variable with subscripts may use other elements of itself, so that a circle through one
    need not be a loop; those are left to lowering, which goes element by element.

    Yields:
        The nodes of a circle, beginning with the one that stands first in the file.
    """
    graph = _graph(section, names)
    order = {name: i for i, name in enumerate(section.variables)}
    for group in _components(graph):
        if any(c.subs for _, name in group for c in section.variables[name].components):
            continue
        left = sorted(group, key=lambda node: order[node[1]])
        while left:
            circle = _circle(graph, left[0], group)
            yield circle
            left = [node for node in left if node not in circle]


def _graph(section: Section, names: Names) -> dict[Node, list[Node]]:
    """What each variable needs at once, over both graphs, as far as a run needs it."""
    graph: dict[Node, list[Node]] = {}
    stack: list[Node] = [(STEP, name) for name in reversed(section.variables)]
    while stack:
        node = stack.pop()
        if node in graph:
            continue
        phase, name = node
        parts = [needs(c.expr, phase, names) for c in section.variables[name].components]
        graph[node] = sorted(set().union(*(part.now for part in parts)))
        stack.extend(graph[node])
        stack.extend(sorted(set().union(*(part.begin for part in parts))))
    return graph


def _components(graph: Graph) -> Iterator[frozenset[Node]]:
    """Strongly connected groups that hold a circle (Tarjan 1972), without recursion."""
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_: dict[Node, None] = {}
    for root in graph:
        if root in number:
            continue
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(graph[root]))]
        number[root] = low[root] = len(number)
        open_[root] = None
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == number[node]:
                    yield from _close(graph, node, open_)
            elif following not in number:
                number[following] = low[following] = len(number)
                open_[following] = None
                work.append((following, iter(graph[following])))
            elif following in open_:
                low[node] = min(low[node], number[following])


def _close(graph: Graph, node: Node, open_: dict[Node, None]) -> Iterator[frozenset[Node]]:
    """Take a finished group off the open nodes; yield it if it holds a circle."""
    group: set[Node] = set()
    while node not in group:
        group.add(open_.popitem()[0])
    if len(group) > 1 or node in graph[node]:
        yield frozenset(group)


def _circle(graph: Graph, start: Node, group: frozenset[Node]) -> tuple[Node, ...]:
    """The shortest way from a node back to itself, inside its group."""
    before: dict[Node, Node] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for following in graph[node]:
            if following == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return tuple(reversed(path))
            if following in group and following not in before:
                before[following] = node
                queue.append(following)
    return (start,)
