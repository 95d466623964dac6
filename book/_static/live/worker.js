// Python's own thread: starts Pyodide from this book's files, runs cells and draws demos (runner.py does the Python part).
// A loop that never ends is stopped by ending this worker; python.js then starts another.
"use strict";

let python = null; // { pyodide, runner, lock, widgets }, once started
let current = null; // the number of the request that outputs belong to

// Counts what is fetched, for the progress bar; and tells of a line that breaks: Pyodide itself would wait for ever.
const progress = { done: 0, total: 0, sizes: {} };
const plainFetch = self.fetch.bind(self);
self.fetch = async (resource, options) => {
  const name = new URL(resource.url ?? resource, self.location.href).pathname.split("/").pop();
  const broken = (error) => { postMessage({ kind: "failed", request: current, message: `${name} did not arrive` }); throw error; };
  const answer = await plainFetch(resource, options).catch(broken);
  if (!answer.ok) broken(new Error(answer.status));
  if (!(name in progress.sizes)) return answer;
  if (python) report(0, progress.sizes[name]); // fetched on demand: not in the total yet
  const reader = answer.body.getReader();
  const counted = new ReadableStream({ async pull(out) {
    const { done, value } = await reader.read().catch(broken);
    if (done) return out.close();
    report(value.length, 0);
    out.enqueue(value);
  } });
  return new Response(counted, { status: answer.status, headers: answer.headers });
};
function report(done, total) {
  progress.done += done;
  progress.total += total;
  postMessage({ kind: "progress", done: progress.done, total: progress.total });
}

// The files of a package and of all that it needs.
function filesOf(lock, names, found = new Set()) {
  for (const name of names) {
    const entry = lock.packages[name];
    if (found.has(entry.file_name)) continue;
    found.add(entry.file_name);
    filesOf(lock, entry.depends, found);
  }
  return found;
}

async function start(home, own) {
  const [sizes, lock, ...sources] = await Promise.all([
    plainFetch(`${home}sizes.json`).then((answer) => answer.json()),
    plainFetch(`${home}pyodide-lock.json`).then((answer) => answer.json()),
    ...own.map((address) => plainFetch(address).then((answer) => answer.text())),
  ]);
  const first = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", ...filesOf(lock, ["convcourse"])];
  progress.sizes = sizes;
  report(0, first.reduce((sum, name) => sum + sizes[name], 0));
  importScripts(`${home}pyodide.js`); // and this one fetches pyodide.asm.js: two that no stream counts
  report(sizes["pyodide.js"] + sizes["pyodide.asm.js"], 0);
  const pyodide = await loadPyodide({
    indexURL: home,
    lockFileURL: `${home}pyodide-lock.json`,
    packages: ["convcourse"],
    env: { HOME: "/home/pyodide", MPLCONFIGDIR: "/tmp/matplotlib" },
  });
  own.forEach((address, at) => pyodide.FS.writeFile(`/home/pyodide/${address.split("/").pop()}`, sources[at]));
  const module = pyodide.pyimport("runner");
  module.install((output) => postMessage({ kind: "output", request: current, output: JSON.parse(output) }));
  python = { pyodide, runner: module, lock };
}

// A cell that imports a package which is not there yet, but could be, waits for it.
async function runCell(number, source) {
  const { pyodide, runner, lock } = python;
  const quiet = { messageCallback() {}, errorCallback() {} };
  await pyodide.loadPackagesFromImports(source, quiet).catch(() => {}); // a mistake in the source is told when it runs
  letWidgetsIn(pyodide);
  const result = JSON.parse(runner.run_cell(number, source));
  const known = Object.entries(lock.packages).find(([, entry]) => entry.imports.includes(result.module));
  if (result.status !== "missing" || !known) return result;
  await pyodide.loadPackage(known[0], quiet); // imported by a function of convcourse
  letWidgetsIn(pyodide);
  postMessage({ kind: "output", request: current, output: { kind: "clear" } });
  return JSON.parse(runner.run_cell(number, source));
}

function letWidgetsIn(pyodide) {
  if (python.widgets || !pyodide.loadedPackages.ipywidgets) return;
  python.widgets = pyodide.pyimport("page_widgets");
  python.widgets.install();
}

function draw(demo, state) {
  const asked = python.pyodide.toPy(state);
  const drawn = python.runner.picture(demo, asked);
  asked.destroy();
  return JSON.parse(drawn);
}

async function answer({ request, kind, ...asked }) {
  current = request;
  if (kind === "start") return start(asked.home, asked.own);
  if (kind === "plan") return JSON.parse(python.runner.plan(JSON.stringify(asked.sources), asked.number));
  if (kind === "run") return runCell(asked.number, asked.source);
  if (kind === "widget") return JSON.parse(python.widgets.handle(asked.number, asked.model, JSON.stringify(asked.data)));
  return draw(asked.demo, asked.state);
}

let turn = Promise.resolve(); // one at a time, in the order asked
onmessage = ({ data }) => {
  turn = turn.then(async () => {
    try {
      postMessage({ kind: "answer", request: data.request, answer: await answer(data) });
    } catch (error) {
      postMessage({ kind: "failed", request: data.request, message: String(error) });
    }
  });
};
