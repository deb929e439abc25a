// Calls the chat's JSON API; what it refuses is an Error with its words.
import { learn } from "./clock.js";
import { mount, say } from "./frame.js";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.errors?.[0]?.detail ?? problem.detail);
    this.status = status;
    this.code = problem.errors?.[0]?.code ?? problem.code;
  }

  // Nobody can know whether it was done.
  get unsure() {
    return this.status === 0 || this.status >= 500;
  }

  get unusable() {
    return this.code === "plan_required" || this.code === "secret_rooms_disabled";
  }
}

export async function call(method, path, body) {
  const options = { method, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`${mount}/api${path}`, options);
  } catch {
    throw new Refused(0, { detail: say("offline") });
  }
  if (response.status === 401) location.reload();
  const told = response.headers.get("Spacecast-Now");
  if (told) learn(told);
  if (!response.ok) {
    throw new Refused(
      response.status,
      await response.json().catch(() => ({ detail: say("offline") })),
    );
  }
  return response.status === 204 ? null : response.json();
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);

// Sends one file and says how far it is; `stop.now()` breaks it off.
export function upload(path, file, progress, stop) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const refuse = () => reject(new Refused(0, { detail: say("offline") }));
    request.open("POST", `${mount}/api${path}`);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(request.response);
      else reject(new Refused(request.status, request.response ?? { detail: say("offline") }));
    });
    request.addEventListener("error", refuse);
    request.addEventListener("abort", refuse);
    stop.now = () => request.abort();
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  });
}
