// ipywidgets in the page: what a cell's own widgets look like here, as native inputs (page_widgets.py speaks for them).
// Those that students use are here: sliders, choices, checkboxes, text, numbers, buttons, boxes, and interact's output.

export class Widgets {
  constructor() {
    this.models = new Map(); // id -> { state, views }
  }

  // A comm message from Python.
  hear({ type, id, data }) {
    if (type === "comm_open") this.models.set(id, { state: data.state, views: [] });
    if (type !== "comm_msg" || data.method !== "update") return;
    const model = this.models.get(id);
    Object.assign(model.state, data.state);
    for (const draw of model.views) draw();
  }

  // The widget as an element.
  // send    called with (model's id, a comm message's data) when the reader moves something
  // render  called with (element, output) to show an output as the cell does
  view(id, send, render) {
    const model = this.models.get(id);
    const kind = model?.state._model_name.replace(/Model$/, "");
    const make = KINDS[kind];
    if (!make) return part("p", { className: "live-note", textContent: `A page cannot show the widget ${kind}.` });
    const { element, draw } = make(model.state, {
      set: (change) => {
        Object.assign(model.state, change);
        send(id, { method: "update", state: change, buffer_paths: [] });
      },
      custom: (content) => send(id, { method: "custom", content }),
      view: (reference) => this.view(reference.replace("IPY_MODEL_", ""), send, render),
      render,
    });
    model.views.push(draw);
    draw();
    return element;
  }
}

function part(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

let labels = 0;
// An input with the widget's description as its label.
function labelled(state, input, ...more) {
  input.id = `widget-${(labels += 1)}`;
  const label = part("label", { htmlFor: input.id });
  const element = part("div", { className: "demo-control" }, label, input, ...more);
  const name = () => {
    label.textContent = state.description ?? "";
    if (!state.description) input.ariaLabel = "value";
    input.disabled = Boolean(state.disabled);
  };
  return { element, name };
}

function slider(state, { set }) {
  const input = part("input", { type: "range" });
  const value = part("output", { className: "demo-value" });
  const { element, name } = labelled(state, input, value);
  input.oninput = () => { value.textContent = input.value; set({ value: Number(input.value) }); };
  return { element, draw() {
    name();
    Object.assign(input, { min: state.min, max: state.max, step: state.step || "any", value: state.value });
    value.textContent = state.value;
  } };
}

function selection(state, { set }) {
  const input = part("select");
  const { element, name } = labelled(state, input);
  input.onchange = () => set({ index: input.selectedIndex });
  return { element, draw() {
    name();
    input.replaceChildren(...state._options_labels.map((text) => part("option", { textContent: text })));
    input.selectedIndex = state.index ?? -1;
  } };
}

function selectionSlider(state, { set }) {
  const input = part("input", { type: "range", min: 0, step: 1 });
  const value = part("output", { className: "demo-value" });
  const { element, name } = labelled(state, input, value);
  const tell = () => {
    value.textContent = state._options_labels[Number(input.value)];
    input.setAttribute("aria-valuetext", value.textContent);
  };
  input.oninput = () => { tell(); set({ index: Number(input.value) }); };
  return { element, draw() {
    name();
    input.max = state._options_labels.length - 1;
    input.value = state.index;
    tell();
  } };
}

function checkbox(state, { set }) {
  const input = part("input", { type: "checkbox" });
  const { element, name } = labelled(state, input);
  input.onchange = () => set({ value: input.checked });
  return { element, draw() { name(); input.checked = state.value; } };
}

const field = (type, read) => (state, { set }) => {
  const input = type === "area" ? part("textarea") : part("input", { type, step: "any" });
  const { element, name } = labelled(state, input);
  input.onchange = () => set({ value: read(input.value) });
  return { element, draw() { name(); if (input.value !== String(state.value)) input.value = state.value; } };
};

function button(state, { custom }) {
  const element = part("button", { type: "button", onclick: () => custom({ event: "click" }) });
  return { element, draw() { element.textContent = state.description; element.disabled = Boolean(state.disabled); } };
}

const box = (className) => (state, { view }) => {
  const element = part("div", { className });
  let shown = null;
  return { element, draw() {
    if (shown !== String(state.children)) element.replaceChildren(...state.children.map(view));
    shown = String(state.children);
  } };
};

const text = (property) => (state) => {
  const element = part("div");
  return { element, draw() { element[property] = state.value; } };
};

function output(state, { render }) {
  const element = part("div");
  return { element, draw() {
    element.replaceChildren();
    for (const each of state.outputs) render(element, each);
  } };
}

function progress(state) {
  const bar = part("progress");
  const { element, name } = labelled(state, bar);
  return { element, draw() { name(); bar.max = state.max - state.min; bar.value = state.value - state.min; } };
}

const number = field("number", Number);
const KINDS = {
  IntSlider: slider, FloatSlider: slider, SelectionSlider: selectionSlider,
  Dropdown: selection, Select: selection, RadioButtons: selection, ToggleButtons: selection,
  Checkbox: checkbox, ToggleButton: checkbox,
  IntText: number, BoundedIntText: number, FloatText: number, BoundedFloatText: number,
  Text: field("text", String), Textarea: field("area", String),
  Button: button, IntProgress: progress, FloatProgress: progress,
  Label: text("textContent"), HTML: text("innerHTML"), HTMLMath: text("innerHTML"), Output: output,
  Box: box("live-row"), HBox: box("live-row"), GridBox: box("live-row"), VBox: box("live-column"),
};
