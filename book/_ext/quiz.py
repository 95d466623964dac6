"""Two directives that ask the reader something, in the page, without a kernel: `quiz` and `predict`.

    :::{quiz} same-padding
    A 3x3 kernel slides over 5x5 pixels without padding. How many rows has the output?

    - [ ] 5
      The window would hang over the edge in the first and last row.
    - [x] 3
      (5 - 3) / 1 + 1 = 3.
    :::

    :::{predict} shifted-cross
    Shift the cross by one pixel. What does the match fall to?

    ---
    To 1/9: five pixels agree and four do not.
    :::

The argument names the question on its page; progress is kept under it, in the reader's browser only. With colons as
the fence both read as plain Markdown wherever these directives are unknown (Jupyter, Colab, a code host).
"""

import html
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

MARK = re.compile(r"^\[([ xX])\]\s+")


class box(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes in lower case)
    """An HTML element around its children: `tag` and `attributes` say which. Other builders see the children only."""


def element(tag: str, *children: nodes.Node, **attributes: str | bool) -> box:
    """`<tag ...>children</tag>`; `class_` stands for class, `data_x` for data-x, and True for a bare attribute."""
    written = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return box("", *children, tag=tag, attributes=written)


def visit_box(translator, node: box) -> None:
    text = "".join(
        f" {name}" if value is True else f' {name}="{html.escape(value)}"' for name, value in node["attributes"].items()
    )
    translator.body.append(f"<{node['tag']}{text}>")


def depart_box(translator, node: box) -> None:
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>\n")


class Question(SphinxDirective):
    required_arguments = 1
    has_content = True

    def parse(self, lines, offset: int = 0) -> list[nodes.Node]:
        holder = nodes.Element()
        self.state.nested_parse(lines, self.content_offset + offset, holder)
        return holder.children

    def root(self, kind: str, *children: nodes.Node) -> box:
        name = self.arguments[0]
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise self.error(f"{kind} {name!r}: a name is made of small letters, digits and hyphens")
        used = self.env.temp_data.setdefault("questions", set())
        if name in used:
            raise self.error(f"{kind} {name}: another question on this page has this name")
        used.add(name)
        return element("section", *children, class_=f"question {kind}", data_question=name, aria_labelledby=f"{name}-q")

    def label(self, text: str, *children: nodes.Node) -> box:
        title = element("p", nodes.Text(text), class_="question-kind")
        return element("div", title, *children, id=f"{self.arguments[0]}-q", class_="question-text")


class Quiz(Question):
    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        *question, choices = self.parse(self.content)
        if not isinstance(choices, nodes.bullet_list):
            raise self.error(f"quiz {name}: it must end with a list of choices, `- [ ] wrong` or `- [x] right`")
        marked = [self.read_choice(item) for item in choices]
        right = sum(is_right for is_right, *_ in marked)
        if not right:
            raise self.error(f"quiz {name}: no choice is marked `- [x]`")
        kind = "radio" if right == 1 else "checkbox"
        rows = [self.row(number, kind, *choice) for number, choice in enumerate(marked)]
        ask = "Check yourself" if right == 1 else "Check yourself: choose all that are right"
        return [
            self.root(
                "quiz",
                self.label(ask, *question),
                element("div", *rows, class_="choices", role="group", aria_labelledby=f"{name}-q"),
                element(
                    "div",
                    element("button", nodes.Text("Check"), type="button", class_="check"),
                    element("button", nodes.Text("Show the answer"), type="button", class_="reveal"),
                    element("output", class_="verdict", role="status"),
                    class_="question-buttons",
                ),
            )
        ]

    def read_choice(self, item: nodes.list_item) -> tuple[bool, list[nodes.Node], list[nodes.Node]]:
        """(is it right?, what the choice says, its explanation)

        The explanation is every line after the first: a reader of the source sees it under its choice.
        """
        name = self.arguments[0]
        paragraph, *rest = item.children
        first = paragraph.children[0] if paragraph.children else None
        mark = MARK.match(first.astext()) if isinstance(first, nodes.Text) else None
        if not mark:
            raise self.error(f"quiz {name}: a choice must begin `[ ] ` or `[x] `: {item.astext()[:60]!r}")
        children = [nodes.Text(first.astext()[mark.end() :]), *paragraph.children[1:]]
        choice, explanation = split_at_line_break(children)
        if explanation:
            rest.insert(0, nodes.paragraph("", "", *explanation))
        if not rest:
            raise self.error(f"quiz {name}: choice {paragraph.astext()[:60]!r} has no explanation under it")
        return mark[1] != " ", choice, rest

    def row(self, number: int, kind: str, is_right: bool, choice: list[nodes.Node], explanation) -> box:
        name = self.arguments[0]
        told = f"{name}-why-{number}"
        mark = element(
            "input", type=kind, name=name, id=f"{name}-{number}", value=str(number), autocomplete="off",
            data_right=str(is_right).lower(),
        )  # fmt: skip
        label = element("label", *choice, for_=f"{name}-{number}")
        return element(
            "div",
            element("div", mark, label, class_="choice-line"),
            element("div", *explanation, class_="explanation", id=told, hidden=True),
            class_="choice",
        )


class Predict(Question):
    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        lines = list(self.content)
        if "---" not in lines:
            raise self.error(f"predict {name}: a line `---` must stand between the question and its answer")
        cut = lines.index("---")
        question = self.parse(self.content[:cut])
        answer = self.parse(self.content[cut + 1 :], cut + 1)
        return [
            self.root(
                "predict",
                self.label("Predict first", *question),
                element("label", nodes.Text("Your prediction"), for_=f"{name}-guess", class_="guess-label"),
                element("input", type="text", id=f"{name}-guess", class_="guess", autocomplete="off"),
                element(
                    "div",
                    element(
                        "button", nodes.Text("Show the answer"), type="button", class_="reveal", aria_expanded="false",
                        aria_controls=f"{name}-answer",
                    ),
                    class_="question-buttons",
                ),
                element("div", *answer, class_="explanation", id=f"{name}-answer", hidden=True, role="status"),
            )
        ]  # fmt: skip


def split_at_line_break(children: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The inline nodes of a paragraph's first line, and those of the lines after it."""
    for position, child in enumerate(children):
        if isinstance(child, nodes.Text) and "\n" in child:
            before, after = child.astext().split("\n", 1)
            return [*children[:position], nodes.Text(before)], [nodes.Text(after), *children[position + 1 :]]
    return children, []


def setup(app: Sphinx) -> dict:
    def nothing(translator, node):
        pass

    handlers = dict.fromkeys(("latex", "text", "man", "texinfo"), (nothing, nothing))
    app.add_node(box, html=(visit_box, depart_box), **handlers)
    app.add_directive("quiz", Quiz)
    app.add_directive("predict", Predict)
    app.add_js_file("quiz.js", loading_method="defer")
    app.add_css_file("quiz.css")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
