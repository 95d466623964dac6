// The free inputs of a demo (convcourse/demos/inputs.py): pixels to mark, numbers to type, a picture of one's own.
// Each has read(): what Python is told, null as long as the reader has not touched it.

export function startFree(field, changed) {
  field.disabled = false;
  return { draw: startDrawing, matrix: startMatrix, upload: startUpload }[field.dataset.kind](field, changed);
}

function startDrawing(field, changed) {
  const pixels = [...field.querySelectorAll(".demo-pixel")];
  const columns = Number(field.querySelector(".demo-cells").style.getPropertyValue("--columns"));
  const marked = (pixel) => pixel.getAttribute("aria-pressed") === "true";
  let brush = null; // while the mouse or a finger is down: whether it marks or wipes

  function paint(pixel, mark) {
    if (marked(pixel) === mark) return;
    pixel.setAttribute("aria-pressed", String(mark));
    changed();
  }
  function go(pixel) {
    for (const other of pixels) other.tabIndex = other === pixel ? 0 : -1;
    pixel.focus();
  }

  const box = field.querySelector(".demo-cells");
  box.addEventListener("pointerdown", (event) => {
    const pixel = event.target.closest(".demo-pixel");
    if (!pixel || event.button !== 0) return;
    event.preventDefault();
    brush = !marked(pixel);
    event.target.releasePointerCapture?.(event.pointerId); // a finger keeps to its first pixel otherwise
    go(pixel);
    paint(pixel, brush);
  });
  box.addEventListener("pointermove", (event) => {
    if (brush === null) return;
    const pixel = document.elementFromPoint(event.clientX, event.clientY)?.closest(".demo-pixel");
    if (pixel && box.contains(pixel)) paint(pixel, brush);
  });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { brush = null; });
  box.addEventListener("click", (event) => {
    // The mouse has marked it already; a click without one is a key or a screen reader.
    const pixel = event.target.closest(".demo-pixel");
    if (pixel && event.detail === 0) paint(pixel, !marked(pixel));
  });
  box.addEventListener("keydown", (event) => {
    const at = pixels.indexOf(event.target);
    const column = at % columns;
    const to = {
      ArrowLeft: column > 0 && at - 1, ArrowRight: column < columns - 1 && at + 1,
      ArrowUp: at - columns, ArrowDown: at + columns,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to !== false && pixels[to]) go(pixels[to]);
  });
  field.querySelector(".demo-clear").onclick = () => {
    for (const pixel of pixels) pixel.setAttribute("aria-pressed", "false");
    changed();
  };
  return { read: () => pixels.map((pixel) => Number(marked(pixel))) };
}

function startMatrix(field, changed) {
  const numbers = [...field.querySelectorAll("input")];
  for (const number of numbers) number.addEventListener("input", () => { if (number.value !== "") changed(); });
  return { read: () => numbers.map((number) => Number(number.value)) };
}

const MOST_PIXELS = 512; // a side: photographs are made smaller before Python sees them

function startUpload(field, changed) {
  const file = field.querySelector("input");
  let picture = null;
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    picture = await asPng(file.files[0]).catch(() => file.files[0].arrayBuffer()).then((data) => new Uint8Array(data));
    changed();
  });
  return { read: () => picture };
}

// The browser reads more kinds of pictures than Python does here, and turns a photograph the right way up.
async function asPng(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, MOST_PIXELS / Math.min(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  const brush = canvas.getContext("2d");
  brush.fillStyle = "white";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer();
}
