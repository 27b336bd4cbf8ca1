// Everything works without this file: it only makes what is there quicker to reach.
"use strict";

const isPhone = matchMedia("(max-width: 55.99rem)");

// On a phone the results come first.
for (const fold of document.querySelectorAll("[data-fold-on-phone]")) fold.open = !isPhone.matches;

// "/" goes to the search field, as in many newsroom tools.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("q");
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && field && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

const text = document.querySelector(".text");
const details = [...document.querySelectorAll(".quote")];

const pieces = (number) =>
  text.querySelectorAll(`.q[data-quotes~="${CSS.escape(number)}"]`);

const choose = (detail, scrollText) => {
  for (const other of details) {
    other.classList.toggle("on", other === detail);
    if (other !== detail) other.open = false;
  }
  for (const piece of text.querySelectorAll(".q.on")) piece.classList.remove("on");
  if (!detail) return;
  detail.open = true;
  const number = detail.dataset.number;
  if (number) {
    const found = pieces(number);
    for (const piece of found) piece.classList.add("on");
    const anchor = document.getElementById(`q${number}`);
    if (scrollText && anchor) anchor.scrollIntoView({ block: "center" });
  }
  if (!isPhone.matches) detail.scrollIntoView({ block: "nearest" });
};

// The address may name a quote (#quote-…), its line in the list (#l3) or its place in the text (#q3).
const followAddress = () => {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = name && document.getElementById(name);
  if (!target) return;
  if (target.matches(".quote")) choose(target, true);
  else if (/^l\d+$/.test(name)) choose(target.querySelector(".quote"), false);
};

if (text && details.length) {
  text.addEventListener("click", (event) => {
    const link = event.target.closest("a.number");
    const piece = event.target.closest(".q");
    if (!link && !piece) return;
    if (!link && getSelection().toString()) return; // words are being copied
    const candidates = link ? [link.textContent] : piece.dataset.quotes.split(" ");
    // Of quotes in quotes the innermost: the one with the fewest characters.
    const detail = candidates
      .map((number) => document.querySelector(`.quote[data-number="${CSS.escape(number)}"]`))
      .filter(Boolean)
      .sort((one, other) => size(one) - size(other))[0];
    if (!detail) return;
    event.preventDefault();
    choose(detail, false);
    history.replaceState(null, "", `#${detail.id}`);
    detail.querySelector("summary").focus({ preventScroll: true });
  });
  for (const detail of details) {
    detail.addEventListener("toggle", () => {
      if (detail.open && !detail.classList.contains("on")) choose(detail, true);
      else if (!detail.open && detail.classList.contains("on")) choose(null, false);
    });
  }
  addEventListener("hashchange", followAddress);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null, false);
  });
  followAddress();
}

function size(detail) {
  return detail.querySelector("blockquote").textContent.length;
}
