// Files for the next message: chosen, dropped or pasted, uploaded at once, each with its progress.
import { upload } from "./api.js";
import { icon, make } from "./dom.js";
import { say } from "./frame.js";
import { sizeWords } from "./bubbles.js";

export class Attaching {
  constructor(main, room, changed) {
    this.room = room;
    this.changed = changed;
    this.tray = main.querySelector("[data-tray]");
    this.open = new Set();
    const chooser = main.querySelector("[data-chooser]");
    main.querySelector("[data-attach]").addEventListener("click", () => chooser.click());
    chooser.addEventListener("change", () => {
      this.add([...chooser.files]);
      chooser.value = "";
    });
    main.querySelector("textarea").addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      this.add(files);
    });
    this.dropping(main);
  }

  dropping(main) {
    const shows = (event) => event.dataTransfer?.types.includes("Files");
    main.addEventListener("dragover", (event) => {
      if (!shows(event)) return;
      event.preventDefault();
      main.classList.add("c-dropping");
    });
    main.addEventListener("dragleave", (event) => {
      if (!main.contains(event.relatedTarget)) main.classList.remove("c-dropping");
    });
    main.addEventListener("drop", (event) => {
      main.classList.remove("c-dropping");
      if (!shows(event)) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
  }

  get ready() {
    return [...this.open].some((one) => one.told);
  }

  get busy() {
    return [...this.open].some((one) => one.state === "busy");
  }

  add(files) {
    for (const file of files) this.start(file);
    this.changed();
  }

  start(file) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": say("uploading", { name: file.name }) });
    const status = make("span.c-tray-state", { role: "status" }, sizeWords(file.size));
    const one = { stop: {}, state: "busy", told: null, address: null };
    if (file.type.startsWith("image/")) one.address = URL.createObjectURL(file);
    const remove = make(
      "button.c-tool",
      { type: "button", "aria-label": say("remove", { name: file.name }), onclick: () => this.drop(one) },
      icon("close"),
    );
    one.item = make(
      "li.c-tray-file",
      {},
      one.address ? make("img", { src: one.address, alt: "" }) : icon("file"),
      make("span.c-tray-words", {}, make("bdi", {}, file.name), status, bar),
      remove,
    );
    this.open.add(one);
    this.tray.append(one.item);
    upload(`/rooms/${this.room}/attachments`, file, (share) => (bar.value = share), one.stop)
      .then((told) => {
        one.told = told;
        one.state = "there";
        bar.remove();
      })
      .catch((error) => {
        one.state = "failed";
        bar.remove();
        status.textContent = error.message;
        status.classList.add("c-fault");
      })
      .finally(() => this.changed());
  }

  drop(one) {
    this.open.delete(one);
    if (one.state === "busy") one.stop.now?.();
    if (one.address) URL.revokeObjectURL(one.address);
    one.item.remove();
    this.changed();
  }

  // Hands over what is there, for a message that takes it along.
  take() {
    const there = [...this.open].filter((one) => one.told);
    const files = there.map((one) => one.told);
    for (const one of there) this.drop(one);
    return files;
  }

  wipe() {
    for (const one of [...this.open]) this.drop(one);
  }
}
