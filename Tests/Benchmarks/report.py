"""The CSV, the Markdown tables and the terminal's summary."""

from measure import Cell
from peers import GESSO, LIMITS, PEERS
from rich.console import Console
from rich.table import Table
from verdict import short, summary

SHOWN = 40


def place(cell):
    return "in place" if cell.in_place else "apart"


def rows(results, errors):
    yield [
        "function",
        "direction",
        "n",
        "threads",
        "place",
        "candidate",
        "ns_per_element",
        "gb_per_s",
        "max_ulp_middle",
    ]
    for cell, best in results.items():
        for name, ns in sorted(best.items(), key=lambda item: item[1]):
            ulp = errors.get((cell.function, cell.direction), {}).get(name, "")
            yield [
                cell.function,
                cell.direction,
                cell.n,
                cell.threads,
                place(cell),
                name,
                f"{ns:.5f}",
                f"{cell.bytes / ns:.2f}",
                f"{ulp:.3g}" if ulp != "" else "",
            ]


def number(value, form=".2f"):
    return "–" if value is None else format(value, form)


def label(cell):
    return f"{cell.function} {cell.direction} n={cell.n:.3g} threads={cell.threads} {place(cell)}"


def show(verdicts, absent, left_out):
    console = Console()
    if not console.is_terminal:
        console = Console(width=132)
    table = Table(
        "cell",
        "ns",
        "≤ 4.5 ULP",
        "ratio",
        "fastest",
        "ratio",
        "of limit",
        title="Cells that fall short, worst first",
    )
    worst = short(verdicts)
    for cell, v in worst[:SHOWN]:
        table.add_row(
            label(cell),
            f"{v.ns:.3f}",
            v.accurate or "–",
            number(v.ratio),
            v.fastest,
            number(v.ratio_any),
            number(v.limit),
        )
    console.print(table if table.row_count else "No cell falls short.")
    if len(worst) > SHOWN:
        console.print(f"… and {len(worst) - SHOWN} more, in bench.md")
    for line in [*summary(verdicts), *missing(absent, left_out)]:
        console.print(line)


def missing(absent, left_out):
    lines = [f"absent: {name}: {why}" for name, why in absent.items()]
    if left_out:
        lines.append(f"kinds without a peer's row: {', '.join(left_out)}")
    return lines


def write(path, machine, results, verdicts, errors, absent, left_out):
    lines = [
        "# Gesso beside its peers",
        "",
        machine + ".",
        "",
        *[f"- {s}" for s in summary(verdicts)],
        *[f"- {m}" for m in missing(absent, left_out)],
        "",
    ]
    lines += [
        "## Cells that fall short, worst first",
        "",
        "| cell | ns | fastest ≤ 4.5 ULP | ratio | fastest | ratio | of the limit |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {label(c)} | {v.ns:.3f} | {v.accurate or '–'} | {number(v.ratio)} | {v.fastest} | "
        f"{number(v.ratio_any)} | {number(v.limit)} |"
        for c, v in short(verdicts)
    ]
    lines += [
        "",
        "## All cells",
        "",
        "ns an element; in brackets the ratios (more is better for Gesso) to the fastest peer within "
        "4.5 ULP, to the fastest of any, and to the best copy loop. A star: falls short.",
    ]
    sizes = sorted({c.n for c in verdicts})
    for threads in sorted({c.threads for c in verdicts}):
        for in_place in sorted({c.in_place for c in verdicts}):
            lines += [
                "",
                f"### {threads} thread{'s' * (threads > 1)}, {'in place' if in_place else 'apart'}",
                "",
                "| function | " + " | ".join(f"{n:.3g}" for n in sizes) + " |",
                "|---|" + "---|" * len(sizes),
            ]
            for function, direction in dict.fromkeys((c.function, c.direction) for c in verdicts):
                row = [verdicts.get(Cell(function, direction, n, threads, in_place)) for n in sizes]
                if any(row):
                    lines.append(
                        f"| {function} {direction} | " + " | ".join(map(brief, row)) + " |"
                    )
    lines += [
        "",
        "## Accuracy",
        "",
        "The largest error found, in ULP, on results of magnitude 1/16 … 16.",
        "",
    ]
    names = [p.name for p in [GESSO, *PEERS]]
    lines += ["| function | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    lines += [
        f"| {f} {d} | " + " | ".join(number(e.get(n), ".3g") for n in names) + " |"
        for (f, d), e in errors.items()
    ]
    lines += [
        "",
        "## How each is called",
        "",
        "| peer | called through | backward takes |",
        "|---|---|---|",
    ]
    lines += [f"| {p.name} | {p.how} | {p.backward} |" for p in [GESSO, *PEERS]]
    lines += [
        f"| limit | C loops, the best of {', '.join(LIMITS)}; backward: adds | x and dy |",
        "",
    ]
    path.write_text("\n".join(lines))


def brief(v):
    if not v:
        return "–"
    star = "" if v.good else "*"
    return f"{v.ns:.3f} ({number(v.ratio)}, {number(v.ratio_any)}, {v.limit:.2f}){star}"
