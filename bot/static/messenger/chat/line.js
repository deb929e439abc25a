// Says when the connection is lost, and when it is back.
import { on } from "./bus.js";
import { make } from "./dom.js";
import { say } from "./frame.js";

// A short break is nobody's business.
const PATIENCE = 1_000;
const strip = document.querySelector("[data-line]");
let timer = 0;

const lost = () => make("p.c-strip", { role: "alert" }, say("line-lost"));

on("offline", () => {
  clearTimeout(timer);
  timer = setTimeout(() => strip.replaceChildren(lost()), PATIENCE);
});
on("online", () => {
  clearTimeout(timer);
  strip.replaceChildren();
});
