// The two kinds of question of a page (see book/_ext/quiz.py). What the reader chose, typed and opened is kept in this
// browser's localStorage, and goes nowhere.
"use strict";

const page = location.pathname.replace(/\/(index\.html)?$/, "/");

function memory(question) {
  const key = `question:${page}:${question.dataset.question}`;
  return {
    // Storage may be forbidden (a private window, a file: page): then nothing is remembered, and all else works.
    read() { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; } },
    write(state) { try { localStorage.setItem(key, JSON.stringify(state)); } catch { /* not remembered */ } },
  };
}

function startQuiz(question) {
  const store = memory(question);
  const choices = [...question.querySelectorAll(".choice")].map((row) => ({
    row, mark: row.querySelector("input"), why: row.querySelector(".explanation"),
  }));
  const verdict = question.querySelector(".verdict");
  const isRight = ({ mark }) => mark.dataset.right === "true";

  function judge(state) {
    choices.forEach((choice, number) => {
      choice.mark.checked = state.chosen.includes(number);
      const told = state.revealed || choice.mark.checked;
      choice.why.hidden = !told;
      choice.row.classList.toggle("right", told && isRight(choice));
      choice.row.classList.toggle("wrong", told && !isRight(choice) && choice.mark.checked);
      choice.mark.setAttribute("aria-describedby", told ? choice.why.id : "");
    });
    const all = choices.every((choice) => choice.mark.checked === isRight(choice));
    const missing = choices.some((choice) => isRight(choice) && !choice.mark.checked);
    const wrong = choices.some((choice) => !isRight(choice) && choice.mark.checked);
    verdict.textContent = !state.chosen.length && !state.revealed ? "Choose an answer first."
      : all ? "Right." : state.revealed ? "The right answer is marked."
      : wrong ? "Not that one: read why, and try again." : missing ? "Right so far; there is more." : "";
    question.classList.toggle("done", all || state.revealed);
    store.write(state);
  }

  const chosen = () => choices.flatMap((choice, number) => (choice.mark.checked ? [number] : []));
  question.querySelector(".check").onclick = () => judge({ chosen: chosen(), revealed: false });
  question.querySelector(".reveal").onclick = () => judge({ chosen: chosen(), revealed: true });
  const before = store.read();
  if (before.chosen && (before.chosen.length || before.revealed)) judge(before);
}

function startPrediction(question) {
  const store = memory(question);
  const guess = question.querySelector(".guess");
  const button = question.querySelector(".reveal");
  const answer = question.querySelector(".explanation");

  function show(open) {
    answer.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Hide the answer" : "Show the answer";
    question.classList.toggle("done", open);
    store.write({ guess: guess.value, open });
  }

  const before = store.read();
  guess.value = before.guess || "";
  if (before.open) show(true);
  button.onclick = () => show(answer.hidden);
  guess.onchange = () => store.write({ guess: guess.value, open: !answer.hidden });
  guess.onkeydown = (event) => { if (event.key === "Enter") show(true); };
}

document.querySelectorAll(".question.quiz").forEach(startQuiz);
document.querySelectorAll(".question.predict").forEach(startPrediction);
