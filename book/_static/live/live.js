// Code cells that readers edit and run in the page. Nothing of Python is fetched before they ask for it.
import { Cell } from "./cell.js";
import { Python, Stopped } from "./python.js";
import { Widgets } from "./widgets.js";

class Page {
  constructor({ python, colab, megabytes, cells }) {
    this.colab = colab;
    this.megabytes = megabytes;
    const root = new URL(document.documentElement.dataset.content_root || ".", document.baseURI);
    this.python = new Python(new URL(`${python}/`, root).href, (progress) => this.busy?.progress(progress),
      (message) => this.widgets.hear(message));
    this.widgets = new Widgets();
    const elements = [...document.querySelectorAll(".bd-article div.cell")];
    this.cells = cells.map((cell, at) => new Cell(this, at + 1, cell.source, cell.shown ? elements.shift() : null));
    this.missing = null; // what a cell needed that no page has
    this.busy = null; // the cell that the reader asked for, while it runs
  }

  async run(cell) {
    if (this.busy) return;
    this.busy = cell;
    for (const other of this.cells) other.wait(other === cell);
    try {
      if (!this.python.alive) cell.say("Starting Python …");
      await this.build(cell, true);
    } catch (error) {
      this.stop();
      cell.say(`${error instanceof Stopped ? "Stopped" : `Python broke off: ${error.message}`}. `
        + "What it knew is gone; it starts again when you run a cell.");
    } finally {
      this.busy = null;
      for (const other of this.cells) other.wait(null);
    }
  }

  // Run the cell, after those above that it builds on and that Python has not run as they stand.
  async build(cell, shown) {
    const plan = await this.python.plan(this.cells.map(({ source }) => source), cell.number);
    for (const number of plan.slice(0, -1)) {
      const other = this.cells[number - 1];
      cell.say(`First the cells above that this one builds on: cell ${number} …`);
      // What the book shows of an unchanged cell is right, and its frames are faster.
      const result = await this.execute(other, other.edited);
      if (result.status === "error" && other.edited) {
        cell.say(`Cell ${number}, which you changed and this one builds on, stopped with an error.`);
        return;
      }
    }
    await this.execute(cell, shown);
  }

  async execute(cell, shown) {
    if (shown) cell.begin();
    if (shown) cell.say("Running …");
    const result = await this.python.run(cell.number, cell.source, (output) => shown && cell.show(output));
    cell.ranIn = this.python.starts;
    if (result.status === "missing") this.missing = NAMES[result.module] ?? this.missing;
    if (shown) cell.end(result, NAMES[result.module], this.missing);
    return result;
  }

  // A picture of a demo that stands in the cell; Python may have been stopped since it was made.
  async picture(cell, demo, state) {
    await this.python.start();
    if (cell.ranIn !== this.python.starts) await this.build(cell, false);
    return this.python.picture(demo, state);
  }

  stop() {
    this.missing = null;
    this.python.stop();
  }
}

const NAMES = {
  keras: "Keras", tensorflow: "TensorFlow", torch: "PyTorch", jax: "JAX", skimage: "scikit-image",
};

const described = document.getElementById("page-cells");
// A page opened as a file may start no worker and fetch nothing.
if (described && location.protocol !== "file:") {
  for (const cell of new Page(JSON.parse(described.textContent)).cells) cell.offer();
}
