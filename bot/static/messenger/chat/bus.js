// Who wants to hear what happens: the socket's events, and a few of the screen's own.
const listeners = new Map();

export function on(type, listener) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(listener);
  return () => listeners.get(type).delete(listener);
}

export function tell(type, event = {}) {
  for (const listener of [...(listeners.get(type) ?? [])]) listener(event);
}
