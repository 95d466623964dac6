// A page's Python, in a worker that is started when it is first needed and can be stopped at any time.

const OWN = ["runner.py", "page_widgets.py"]; // the Python side of this page

export class Stopped extends Error {}

export class Python {
  // home        address of the folder with Pyodide's files
  // onProgress  called with {done, total} in bytes while files arrive
  // onComm      called with messages of ipywidgets
  constructor(home, onProgress, onComm) {
    this.home = home;
    this.onProgress = onProgress;
    this.onComm = onComm;
    this.worker = null;
    this.waiting = new Map(); // request -> { resolve, reject, onOutput }
    this.requests = 0;
    this.starts = 0;
  }

  get alive() { return this.worker !== null; }

  start() {
    if (this.worker) return this.ready;
    this.starts += 1;
    this.worker = new Worker(new URL("worker.js", import.meta.url));
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => this.stop(new Error(event.message || "the worker could not be started"));
    const own = OWN.map((name) => new URL(name, import.meta.url).href);
    this.ready = this.ask({ kind: "start", home: this.home, own });
    this.ready.catch(() => this.stop());
    return this.ready;
  }

  // Ends whatever runs. What Python knew is gone; the next request starts a new one.
  stop(reason = new Stopped()) {
    this.worker?.terminate();
    this.worker = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }

  // The numbers of the cells to run for one of them, those that it builds on first.
  async plan(sources, number) {
    await this.start();
    return this.ask({ kind: "plan", sources, number });
  }

  async run(number, source, onOutput) {
    await this.start();
    return this.ask({ kind: "run", number, source }, onOutput);
  }

  // The reader moved a widget that a cell made.
  widget(number, model, data, onOutput) {
    return this.ask({ kind: "widget", number, model, data }, onOutput);
  }

  async picture(demo, state) {
    await this.start();
    return this.ask({ kind: "picture", demo, state });
  }

  ask(message, onOutput = () => {}) {
    const request = (this.requests += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve, reject, onOutput });
      this.worker.postMessage({ request, ...message });
    });
  }

  hear({ kind, request, ...said }) {
    if (kind === "progress") return this.onProgress(said);
    const asked = this.waiting.get(request);
    if (!asked) return;
    if (kind === "output" && said.output.kind === "comm") return this.onComm(said.output);
    if (kind === "output") return asked.onOutput(said.output);
    this.waiting.delete(request);
    if (kind === "answer") asked.resolve(said.answer);
    else asked.reject(new Error(said.message));
  }
}
