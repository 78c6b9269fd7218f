// Drag and drop onto the page. Everything else works without this file.
"use strict";
(() => {
  const form = document.getElementById("form");
  const input = document.getElementById("file");
  const zone = document.getElementById("drop");
  if (!form || !input || !zone) return;
  const carries = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    const again = document.getElementById("holder-again");
    const holder = document.getElementById("holder");
    if (again && holder && !holder.value) holder.value = again.value;
    form.requestSubmit();
  });
})();
