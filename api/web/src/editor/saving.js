// Keeps what is edited: on the server soon after each change, in this browser until the server has it.
import { t } from "./dom.js";

const SOON = 800, AGAIN = 5000; // milliseconds

export async function post(url, body) {
  const isFile = body instanceof Blob;
  const headers = isFile ? { "Content-Type": body.type } : { "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: isFile ? body : JSON.stringify(body) });
  // Who was signed out gets the page to sign in, whatever was asked for.
  if (!answer.headers.get("content-type")?.startsWith("application/json")) return { status: answer.redirected ? 401 : answer.status, said: {} };
  return { status: answer.status, said: await answer.json() };
}

export class Saver {
  constructor({ url, key, revision, form, told, conflict }) {
    Object.assign(this, { url, key, revision, form, told, conflict });
    this.isDirty = this.isBusy = this.isHeld = false;
    this.timer = null;
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", event => { if (this.isDirty && !this.isKept) event.preventDefault(); });
  }

  // What this browser still has that the server did not get.
  left() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ revision: this.revision, form: this.form() }));
      this.isKept = true;
    } catch {
      this.isKept = false; // no room, or not allowed: leaving the page asks first
    }
  }

  letGo() {
    try {
      localStorage.removeItem(this.key);
    } catch { /* nothing was kept there */ }
    this.isKept = false;
  }

  changed() {
    this.isDirty = true;
    this.keep();
    this.told(t("Not saved yet"), "fair");
    this.plan(SOON);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    if (!this.isDirty || this.isHeld) return;
    if (this.isBusy) {
      this.plan(SOON);
      return;
    }
    this.isBusy = true;
    this.isDirty = false;
    this.told(t("Saving…"), "");
    const answer = await post(this.url, { revision: this.revision, form: this.form() }).catch(() => null);
    this.isBusy = false;
    this.answered(answer);
  }

  answered(answer) {
    if (answer?.status === 200) {
      this.revision = answer.said.revision;
      if (this.isDirty) {
        this.keep();
        return;
      }
      this.letGo();
      this.told(t("Saved"), "good");
      return;
    }
    this.isDirty = true;
    if (answer?.status === 409) {
      this.isHeld = true;
      this.told(t("Somebody else saved this draft"), "poor");
      this.conflict(answer.said);
    } else if (answer?.status === 401) {
      this.told(t("Sign in again in another tab; your changes are kept in this browser"), "poor");
      this.plan(AGAIN);
    } else if (answer && answer.status < 500) {
      this.told(answer.said.title ?? t("This cannot be saved"), "poor");
    } else {
      this.told(t("No connection: your changes are kept in this browser"), "fair");
      this.plan(AGAIN);
    }
  }

  // After a conflict: go on from what the server has, with mine or with theirs.
  settle(revision, isMine) {
    this.revision = revision;
    this.isHeld = false;
    this.isDirty = isMine;
    if (isMine) {
      this.keep();
      this.save();
    } else {
      this.letGo();
      this.told(t("Saved"), "good");
    }
  }
}
