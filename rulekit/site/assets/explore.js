// Narrows the list of rules down to what is asked, and keeps what is asked in the address.
"use strict";
const form = document.getElementById("explore");
const counted = document.getElementById("counted");
const rows = [...document.querySelectorAll(".rules li")];
const groups = [...document.querySelectorAll(".group")];
const menus = ["section", "severity", "fixable"];

function isWanted(row, words) {
  return words.every((word) => row.dataset.words.includes(word))
    && menus.every((name) => !form[name].value || row.dataset[name] === form[name].value);
}

function show() {
  const words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let number = 0;
  for (const row of rows) {
    row.hidden = !isWanted(row, words);
    number += row.hidden ? 0 : 1;
  }
  for (const group of groups) {
    group.hidden = [...group.querySelectorAll("li")].every((row) => row.hidden);
  }
  counted.textContent = number === rows.length ? "" : `${number} of ${rows.length} rules`;
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
