"use strict";
// Sorts and filters the tables of the page; without it they are all there, in the order they were written.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const rows = () => Array.from(body.rows);
  if (rows().length < 4 || rows().some((row) => row.classList.contains("group"))) continue;
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[column].innerText.trim();
      const number = (row) => Number(text(row).replace(/[,%]/g, "").split(/\s/)[0] || 0);
      const numeric = rows().every((row) => !Number.isNaN(number(row)));
      const compare = numeric ? (a, b) => number(a) - number(b) : (a, b) => text(a).localeCompare(text(b));
      body.append(...rows().sort((a, b) => (down ? -1 : 1) * compare(a, b)));
    });
  });
}
for (const table of document.querySelectorAll("table")) {
  if (table.tBodies[0].rows.length < 8) continue;
  const label = document.createElement("label");
  const input = document.createElement("input");
  label.className = "filter";
  input.type = "search";
  label.append("Show rows with ", input);
  table.parentElement.before(label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = !row.innerText.toLowerCase().includes(wanted);
  });
}
