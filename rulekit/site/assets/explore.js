// Narrows the list of rules down to what is asked, and keeps what is asked in the address.
"use strict";
const form = document.getElementById("explore");
const counted = document.getElementById("counted");
const rows = [...document.querySelectorAll(".rules li")];
const groups = [...document.querySelectorAll(".group")];
const menus = ["section", "severity", "fixable"];

// How many letters must be added, left out or changed to make one word of the other.
function distance(word, other) {
  let above = [...Array(other.length + 1).keys()];
  for (const [at, letter] of [...word].entries()) {
    const row = [at + 1];
    for (const [to, one] of [...other].entries()) {
      row.push(Math.min(above[to] + (letter !== one), above[to + 1] + 1, row[to] + 1));
    }
    above = row;
  }
  return above[other.length];
}

function says(row, word) {
  return row.dataset.words.includes(word);
}

function explains(row, word) {
  return says(row, word) || row.dataset.explained.split(" ").some((other) => other.startsWith(word));
}

// Almost says: one slip in a word of four letters, two from seven on, none in a code.
function meant(row, word) {
  const slips = word.length < 4 || !/^\p{L}+$/u.test(word) ? 0 : word.length < 7 ? 1 : 2;
  return explains(row, word) || row.dataset.words.split(" ").some((other) => distance(word, other) <= slips);
}

function isWanted(row, words, answers) {
  return words.every((word) => answers(row, word))
    && menus.every((name) => !form[name].value || row.dataset[name] === form[name].value);
}

function show() {
  const words = form.words.value.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
  const answers = [says, explains, meant].find((some) => rows.some((row) => isWanted(row, words, some)));
  for (const row of rows) {
    row.hidden = !(answers && isWanted(row, words, answers));
  }
  for (const group of groups) {
    group.hidden = [...group.querySelectorAll("li")].every((row) => row.hidden);
  }
  const left = rows.filter((row) => !row.hidden).length;
  counted.textContent = left === rows.length ? "" : `${left} of ${rows.length} rules`;
  const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
}

for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements[name]) {
    form.elements[name].value = value;
  }
}
form.hidden = false;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
