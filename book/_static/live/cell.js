// One code cell of the page: its text, which the reader may change, its buttons, and what it shows.
import { startFree } from "./free.js";

const MOST_OUTPUTS = 200; // a loop that shows for ever must not fill the page

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// Buttons, a progress bar and a line of text; a cell has one under its code, and one under a demo with free inputs.
class Bar {
  constructor(cell, label, onclick) {
    this.run = make("button", { type: "button", className: "live-run", textContent: label, onclick });
    this.stop = make("button", { type: "button", className: "live-stop", textContent: "Stop", hidden: true });
    this.stop.onclick = () => cell.page.stop();
    this.reset = make("button", { type: "button", className: "live-reset", textContent: "Reset", hidden: true });
    this.reset.onclick = () => cell.reset();
    this.meter = make("progress", { hidden: true, max: 1, value: 0, ariaLabel: "Python arriving" });
    this.megabytes = make("span", { className: "live-megabytes", ariaHidden: "true" });
    this.status = make("span", { className: "live-status", role: "status" });
    this.element = make("div", { className: "live-bar" },
      this.run, this.stop, this.reset, this.meter, this.megabytes, this.status);
  }
}

export class Cell {
  constructor(page, number, source, element) {
    this.page = page;
    this.number = number;
    this.original = source;
    this.element = element;
    this.input = element?.querySelector(".cell_input") ?? null;
    this.area = null; // the editor, once there is one
    this.bars = [];
    this.key = `cell:${location.pathname.replace(/\/(index\.html)?$/, "/")}:${number}`;
  }

  get source() { return this.area ? this.area.value : this.original; }
  get edited() { return this.source !== this.original; }

  // The buttons; and the reader's own text, if there is one from an earlier visit.
  offer() {
    if (this.input) {
      this.codeBar = new Bar(this, "Edit and run", () => this.start());
      this.codeBar.run.setAttribute("aria-label", `Edit and run, cell ${this.number}`);
      this.input.after(this.codeBar.element);
      this.bars.push(this.codeBar);
      const kept = this.read();
      if (kept !== null) {
        this.edit(kept);
        this.say("This is your own code, from an earlier visit.");
      }
    }
    if (this.element?.querySelector(".demo-free")) {
      this.demoBar = new Bar(this, "Start Python and use these inputs", () => this.page.run(this));
      this.demoBar.status.textContent = `${this.page.megabytes} MB, fetched when you press the button.`;
      this.element.append(this.demoBar.element);
      this.bars.push(this.demoBar);
    }
  }

  start() {
    this.edit(this.source);
    this.page.run(this);
  }

  // The code as a field that can be typed in.
  edit(text) {
    if (this.area) return;
    const code = this.input.firstElementChild;
    this.area = make("textarea", {
      className: "live-code", value: text, spellcheck: false, autocapitalize: "off", autocomplete: "off", wrap: "off",
      ariaLabel: `Code of cell ${this.number}`,
    });
    const grow = () => { this.area.rows = this.area.value.split("\n").length; };
    grow();
    this.area.addEventListener("input", () => {
      grow();
      this.write();
      this.codeBar.reset.hidden = false;
    });
    this.area.addEventListener("keydown", (event) => this.press(event));
    code.hidden = true;
    code.after(this.area);
    this.codeBar.run.textContent = "Run";
    this.codeBar.run.setAttribute("aria-label", `Run, cell ${this.number}`);
    this.codeBar.run.title = "Shift + Enter";
    this.codeBar.reset.hidden = false;
  }

  press(event) {
    event.stopPropagation(); // the theme has keys of its own
    if (event.key !== "Enter") return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.start();
    } else {
      // As deep as the line above, and deeper after a colon.
      event.preventDefault();
      const line = this.area.value.slice(0, this.area.selectionStart).split("\n").pop();
      const indent = line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
      document.execCommand("insertText", false, `\n${indent}`); // keeps "undo"
    }
  }

  // The book's own text and output again.
  reset() {
    if (this.page.busy) return;
    this.area.remove();
    this.area = null;
    this.input.firstElementChild.hidden = false;
    this.write();
    if (this.before) this.box.replaceChildren(...this.before);
    this.codeBar.run.textContent = "Edit and run";
    this.codeBar.run.setAttribute("aria-label", `Edit and run, cell ${this.number}`);
    this.codeBar.reset.hidden = true;
    this.codeBar.run.focus();
    if (this.demoBar) this.demoBar.run.hidden = false;
    this.say("This is the book's code again.");
  }

  read() { try { return localStorage.getItem(this.key); } catch { return null; } }
  write() {
    try {
      if (this.edited) localStorage.setItem(this.key, this.source);
      else localStorage.removeItem(this.key);
    } catch { /* storage may be forbidden: then nothing is kept, and all else works */ }
  }

  say(text) { for (const bar of this.bars) bar.status.textContent = text; }

  progress({ done, total }) {
    const arrived = done >= total;
    for (const bar of this.bars) {
      bar.meter.hidden = arrived;
      bar.meter.value = total ? done / total : 0;
      bar.megabytes.textContent = arrived ? "" : `${(done / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
    }
  }

  // true: this cell runs; false: another one does; null: none.
  wait(mine) {
    for (const bar of this.bars) {
      bar.run.disabled = bar.reset.disabled = mine !== null;
      bar.stop.hidden = mine !== true;
      if (mine === null) bar.meter.hidden = true;
      if (mine === null) bar.megabytes.textContent = "";
    }
  }

  // Where the cell's outputs go; the book's own are kept for reset().
  begin() {
    if (!this.element) return;
    if (!this.box) {
      this.box = this.element.querySelector(".cell_output");
      if (!this.box) {
        this.box = make("div", { className: "cell_output docutils container" });
        this.element.insertBefore(this.box, this.demoBar?.element ?? null);
      }
      this.before = [...this.box.childNodes];
      const folded = this.box.closest("details");
      if (folded) folded.open = true;
    }
    this.outputs = 0;
    this.pending = true; // the old output stays until there is a new one: the page does not jump
  }

  clear() {
    if (this.pending) this.box.replaceChildren();
    this.pending = false;
  }

  show(output) {
    if (!this.element || (this.outputs += 1) > MOST_OUTPUTS) return;
    this.clear();
    this.render(this.box, output);
  }

  render(box, { kind, stream, text, data, id }) {
    if (kind === "clear") return box.replaceChildren();
    const last = box.lastElementChild;
    if (kind === "text" && stream.startsWith("std") && last?.dataset.stream === stream) {
      last.querySelector("pre").append(text);
    } else if (kind === "text") {
      box.append(this.text(text, { stderr: "stderr", error: "traceback" }[stream] ?? "stream", stream));
    } else if (kind === "png") {
      const picture = make("img", { src: `data:image/png;base64,${data}`, alt: `A figure that cell ${this.number} drew` });
      box.append(make("div", { className: "output image_png" }, picture));
    } else if (kind === "widget") {
      const render = (element, output) => this.render(element, output);
      const view = this.page.widgets.view(id, this.widgetMover(), render);
      box.append(make("div", { className: "demo live-widgets" }, view));
    } else {
      const block = make("div", { className: "output text_html", innerHTML: data });
      box.append(block);
      for (const demo of block.querySelectorAll(".demo")) this.startDemo(demo);
    }
  }

  // Tells Python what the reader does to a widget. While it is at work, only the latest of the further moves is kept.
  widgetMover() {
    const started = this.page.python.starts;
    const waiting = new Map(); // model and method -> message
    let busy = false;
    return async (model, data) => {
      waiting.set(`${model} ${data.method}`, { model, data });
      if (busy) return;
      busy = true;
      const slow = setTimeout(() => this.wait(true), 1000);
      try {
        while (waiting.size) {
          const [key, move] = waiting.entries().next().value;
          waiting.delete(key);
          if (!this.page.python.alive || this.page.python.starts !== started) {
            this.say("Python was stopped since: run this cell again.");
            continue;
          }
          const show = (output) => this.render(this.box, output);
          const result = await this.page.python.widget(this.number, move.model, move.data, show);
          if (result.status !== "done") this.box.append(this.text(result.text, "traceback"));
        }
      } catch {
        this.say("Stopped. Run this cell again.");
      }
      clearTimeout(slow);
      busy = false;
      if (!this.page.busy) this.wait(null);
    };
  }

  text(text, kind, stream = "") {
    const pre = make("pre", { tabIndex: 0, textContent: text });
    const output = make("div", { className: `output ${kind} highlight-myst-ansi notranslate` },
      make("div", { className: "highlight" }, pre));
    output.dataset.stream = stream;
    return output;
  }

  note(sentence) {
    const colab = this.page.colab;
    const link = colab ? [" ", make("a", { href: colab, textContent: "Open this page in Colab" }), "."] : [];
    this.box.append(make("p", { className: "live-note" }, sentence, ...link));
  }

  // lacks    what this cell needs that no page has
  // missing  what some cell did
  end({ status, text }, lacks, missing) {
    if (!this.element) return;
    this.clear();
    if (this.demoBar) this.demoBar.run.hidden = status === "done";
    if (status === "missing" && lacks) {
      this.note(`This cell needs ${lacks}, which does not run in a page.`);
      return this.say("");
    }
    if (status !== "done") {
      this.box.append(this.text(text, "traceback"));
      if (missing && text.includes("NameError")) this.note(`A cell above needs ${missing}, which does not run in a page.`);
      return this.say("Python stopped with an error.");
    }
    this.say("Done.");
    if (this.demoBar) this.demoBar.status.textContent = "The inputs are yours now.";
  }

  // A demo whose pictures Python draws. While one is drawn, only the latest of the reader's further moves is kept.
  startDemo(demo) {
    const picture = demo.querySelector(".demo-picture");
    const sentence = demo.querySelector(".demo-sentence");
    let next = null;
    let drawing = false;

    const draw = async (inputs, indices) => {
      next = Object.fromEntries(inputs.map((input, at) => [input.dataset.control, indices[at]]));
      for (const [name, field] of free) next[name] = field.read();
      if (drawing) return;
      drawing = true;
      const slow = setTimeout(() => this.wait(true), 1000);
      try {
        while (next) {
          const state = next;
          next = null;
          const drawn = await this.page.picture(this, demo.id, state);
          if (!drawn.error) picture.innerHTML = drawn.svg;
          sentence.textContent = drawn.error ?? drawn.sentence;
        }
      } catch {
        sentence.textContent = "Stopped. Move a control to go on.";
      }
      clearTimeout(slow);
      drawing = false;
      if (!this.page.busy) this.wait(null);
    };

    const free = [];
    const show = window.startDemoInputs(demo, draw);
    for (const field of demo.querySelectorAll(".demo-free")) free.push([field.dataset.free, startFree(field, show)]);
    demo.dataset.ready = "true";
  }
}
