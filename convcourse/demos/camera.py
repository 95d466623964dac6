"""A camera in a notebook: the reader's browser takes the picture, and hands it to the kernel.

In Colab, Python asks the browser and waits for the answer (google.colab.output.eval_js). Jupyter has nothing of the
kind; there the browser writes its answer into a hidden text field, and ipywidgets brings that to the kernel.
"""

import base64
import html
import importlib
import json
import sys
import uuid
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

# (element to show the camera in) -> a promise of a data URL, or of a sentence that says why there is none
TAKE = """
async (place) => {
  if (!navigator.mediaDevices) return "A page can use a camera only at an https address. Upload a picture instead.";
  const box = document.createElement("div");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 } } });
    const video = document.createElement("video");
    video.muted = video.playsInline = true;
    video.srcObject = stream;
    const button = document.createElement("button");
    button.textContent = "Take the picture";
    const pressed = new Promise((press) => button.addEventListener("click", press)); // maybe before the camera runs
    box.append(video, document.createElement("br"), button);
    place.append(box);
    await video.play();
    window.google?.colab?.output.setIframeHeight(document.documentElement.scrollHeight, true);
    await pressed;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    return canvas.toDataURL("image/jpeg", 0.9);
  } catch (error) {
    const why = {
      NotFoundError: "No camera was found.",
      NotAllowedError: "Your browser has not let this page use a camera.",
    };
    return `${why[error.name] ?? `The camera does not work (${error.name}).`} Upload a picture instead.`;
  } finally {
    stream?.getTracks().forEach((track) => track.stop());
    box.remove();
  }
}
"""
# What the button does in Jupyter: only the last line is worth an event.
HAND_OVER = """
const place = this.parentElement, said = place.querySelector("span");
this.disabled = true;
said.textContent = "";
(%s)(place).then((answer) => {
  this.disabled = false;
  const field = document.querySelector(%s);
  if (!answer.startsWith("data:")) said.textContent = answer;
  else if (!field) said.textContent = "The picture did not reach Python. Upload one instead.";
  else {
    field.value = answer;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
"""


def camera(taken: Callable[[bytes], None]) -> widgets.Widget:
    """A button that opens the reader's camera. `taken` gets each picture, the bytes of a JPEG file."""
    return _in_colab(taken) if "google.colab" in sys.modules else _in_jupyter(taken)


def _in_colab(taken: Callable[[bytes], None]) -> widgets.Widget:
    button, said = widgets.Button(description="camera"), widgets.HTML()

    def ask(_: widgets.Button) -> None:
        answer = importlib.import_module("google.colab.output").eval_js(f"({TAKE})(document.body)")
        if answer.startswith("data:"):
            said.value = ""
            taken(jpeg(answer))
        else:
            said.value = html.escape(answer)

    button.on_click(ask)
    return widgets.HBox([button, said])


def _in_jupyter(taken: Callable[[bytes], None]) -> widgets.Widget:
    name = f"camera-{uuid.uuid4().hex[:8]}"
    field = widgets.Textarea(layout=widgets.Layout(display="none"))
    field.add_class(name)

    def read(change: dict[str, Any]) -> None:
        if change["new"]:
            field.value = ""  # the notebook's file would keep it
            taken(jpeg(change["new"]))

    field.observe(read, names="value")
    action = html.escape(HAND_OVER % (TAKE, json.dumps(f".{name} textarea")))
    button = f'<button type="button" class="jupyter-button widget-button" onclick="{action}">camera</button>'
    return widgets.HBox([widgets.HTML(f"<div>{button} <span></span></div>"), field])


def jpeg(url: str) -> bytes:
    """The bytes in a data URL: data:image/jpeg;base64,..."""
    return base64.b64decode(url.partition(",")[2])
