// The demos of a page: native inputs say what to show (convcourse/demos/inputs.py writes them). Without Python it is one
// of the frames stored beside them (convcourse/demos/frames.py); with it (live/live.js), a picture drawn on demand.
"use strict";

const SECONDS_A_STEP = 0.7;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const [pieces, pictures, sentences, frames] = await new Response(stream).json();
  return frames.map(([picture, sentence]) => ({
    svg: () => pictures[picture].map((number) => pieces[number]).join(""),
    sentence: sentences[sentence],
  }));
}

// Where the pictures of a demo come from: `at(indices)`, the frame for these indices of the controls' values.
async function framesOf(demo) {
  const frames = await unpack(demo.querySelector(".demo-frames").textContent);
  const count = (input) =>
    input.type === "checkbox" ? 2 : input.type === "range" ? Number(input.max) + 1 : input.options.length;
  return { at: (inputs, indices) => frames[indices.reduce((place, index, k) => place * count(inputs[k]) + index, 0)] };
}

// `draw(inputs, indices)` shows what they say, now or later.
function startInputs(demo, draw) {
  const inputs = [...demo.querySelectorAll("[data-control]")];
  const sentence = demo.querySelector(".demo-sentence");
  const index = (input) => (input.type === "checkbox" ? Number(input.checked) : Number(input.value));

  function show() {
    for (const input of inputs) {
      if (input.type !== "range") continue;
      const label = JSON.parse(input.dataset.labels)[index(input)];
      input.setAttribute("aria-valuetext", label);
      input.nextElementSibling.textContent = label;
    }
    draw(inputs, inputs.map(index));
  }

  for (const input of inputs) {
    const play = input.parentElement.querySelector(".demo-play");
    const player = play && startPlayer(play, input, show, sentence);
    input.addEventListener("input", () => { player?.stop(); show(); });
  }
  return show;
}

async function startDemo(demo) {
  const frames = await framesOf(demo);
  const show = startInputs(demo, (inputs, indices) => {
    const frame = frames.at(inputs, indices);
    demo.querySelector(".demo-picture").innerHTML = frame.svg();
    demo.querySelector(".demo-sentence").textContent = frame.sentence;
  });
  show(); // a browser may have kept the inputs where the reader left them
  demo.dataset.ready = "true";
}

// A play button beside a slider. A reader who asked for reduced motion gets one step for each press instead.
function startPlayer(button, slider, show, sentence) {
  let timer = null;

  function label() {
    button.textContent = stillness.matches ? "Next step" : timer ? "Pause" : "Play";
  }
  function step() {
    slider.value = Number(slider.value) < Number(slider.max) ? Number(slider.value) + 1 : 0;
    show();
    if (slider.value === slider.max) stop();
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    sentence.setAttribute("aria-live", "polite");
    label();
  }
  button.onclick = () => {
    if (timer) return stop();
    if (stillness.matches) return step();
    // While it plays, a screen reader would be talked over by every step.
    sentence.setAttribute("aria-live", "off");
    timer = setInterval(step, SECONDS_A_STEP * 1000);
    step();
    label();
  };
  stillness.addEventListener("change", stop);
  label();
  return { stop };
}

window.startDemoInputs = startInputs; // for live/live.js

for (const demo of document.querySelectorAll(".demo")) {
  startDemo(demo).catch((error) => {
    console.error(error);
    demo.querySelector(".demo-sentence").textContent += " (This browser is too old to move the controls.)";
  });
}
