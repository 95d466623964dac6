"""The report as one HTML page that needs no network, no script and no other file.

Every piece of a student's text goes through `html.escape`, and the page's own policy forbids scripts altogether.
"""

from html import escape

from autograder.integrity.code import Token
from autograder.integrity.winnowing import Pair

COLOURS = 6
STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
pre { font: 13px/1.45 ui-monospace, monospace; background: var(--soft); padding: .8rem; overflow-x: auto; margin: 0; }
h3 { margin: 0 0 .3rem; font-size: 1rem; }
mark { color: inherit; border-radius: 2px; } mark:target { outline: 2px solid; }
a.to { color: inherit; text-decoration: none; font-weight: bold; }
.c0 { background: #f0b42955; } .c1 { background: #3b9ddd55; } .c2 { background: #55b36c55; }
.c3 { background: #d9666655; } .c4 { background: #a07be055; } .c5 { background: #2bb3b355; }
"""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
"""


def page(
    assignment: str,
    students: int,
    pairs: list[Pair],
    texts: dict[str, tuple[str, list[Token]]],
    groups: list[list[tuple[str, str]]] | str,
    least_share: float,
) -> str:
    """The whole page.

    texts   student -> source and its tokens
    groups  (student, file) with identical weights; a sentence if they could not be compared
    """
    body = [
        f"<p>{students} submissions compared. A pair is listed when at least {least_share:.0%} of the shorter one's "
        "own code stands in the other one too, whatever its variables are called. What the assignment hands out, and "
        "what many of the class wrote, does not count.</p>"
        "<p><strong>Likeness is a reason to look, no proof.</strong> Read both sides before you speak to anyone.</p>",
        _weights(groups),
        "<h2>Similar code</h2>",
        _table(pairs) if pairs else "<p>No pair is as similar as that.</p>",
    ]
    body += [_pair(number, pair, texts) for number, pair in enumerate(pairs, 1)]
    title = f"Integrity report: {escape(assignment)}"
    return PAGE.format(title=title, style=STYLE, body="\n".join(body))


def _weights(groups: list[list[tuple[str, str]]] | str) -> str:
    if isinstance(groups, str):
        return f"<h2>Identical weights</h2><p>The weights were not compared. {escape(groups)}</p>"
    lines = [f"<li>{', '.join(f'{escape(who)} ({escape(file)})' for who, file in group)}</li>" for group in groups]
    found = f"<ul>{''.join(lines)}</ul>" if lines else "<p>No two students handed in the same trained weights.</p>"
    return f"<h2>Identical weights</h2>{found}"


def _table(pairs: list[Pair]) -> str:
    rows = [
        f'<tr><td class="number"><a href="#pair{number}">{number}</a></td>'
        f"<td>{escape(pair.first)}</td><td>{escape(pair.second)}</td>"
        f'<td class="number">{pair.share:.0%}</td><td class="number">{pair.tokens}</td></tr>'
        for number, pair in enumerate(pairs, 1)
    ]
    head = "<tr><th>pair</th><th>student</th><th>student</th><th>of the shorter</th><th>tokens in common</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"


def _pair(number: int, pair: Pair, texts: dict[str, tuple[str, list[Token]]]) -> str:
    sides = []
    for side, other, who in (("left", "right", pair.first), ("right", "left", pair.second)):
        places = [(getattr(passage, side), passage.length, at) for at, passage in enumerate(pair.passages, 1)]
        code = _marked(*texts[who], sorted(places), f"pair{number}-{side}-", f"pair{number}-{other}-")
        sides.append(f"<div><h3>{escape(who)}</h3><pre>{code}</pre></div>")
    title = f"{number}. {escape(pair.first)} and {escape(pair.second)}"
    return f'<section id="pair{number}"><h2>{title}</h2><div class="sides">{"".join(sides)}</div></section>'


def _marked(source: str, tokens: list[Token], places: list[tuple[int, int, int]], own: str, other: str) -> str:
    """The source, escaped, with the passages marked; each mark's number leads to its counterpart."""
    parts, end = [], 0
    for first, length, at in places:
        start, stop = tokens[first].start, tokens[first + length - 1].end
        link = f'<a class="to" href="#{other}{at}">{at}</a> '
        parts.append(escape(source[end:start]))
        parts.append(f'<mark class="c{at % COLOURS}" id="{own}{at}">{link}{escape(source[start:stop])}</mark>')
        end = stop
    return "".join([*parts, escape(source[end:])])
