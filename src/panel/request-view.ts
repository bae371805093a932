// The left half: whom to ask, in which format, and the body. The text area is a plain one with a little typing comfort.
import { element, setOptions, setText } from "./dom.ts";
import { jsonMistake } from "./json-mistake.ts";
import type { Act, Part } from "./part.ts";
import { bodyOf, isRunning, payloadOf, type State } from "./state.ts";
import { typed } from "./typing.ts";

export function requestView(act: Act): { controls: Part; editor: Part } {
  return { controls: controlsView(act), editor: editorView(act) };
}

function controlsView(act: Act): Part {
  const target = element("select", { id: "target" });
  const format = element("select", { id: "format" });
  const stream = element("input", { id: "stream", type: "checkbox" });
  const streamLabel = element("label", { className: "check" }, [stream, "Stream"]);
  const send = element("button", { type: "button", textContent: "Send", title: "Send (Ctrl+Enter or ⌘+Enter)" });
  const cancel = element("button", { type: "button", className: "secondary", textContent: "Cancel" });
  send.setAttribute("aria-keyshortcuts", "Control+Enter Meta+Enter");
  target.onchange = () => {
    act({ type: "choose-target", ...(target.value !== wholeEndpoint && { servedEntity: target.value.slice(1) }) });
  };
  format.onchange = () => act({ type: "choose-format", format: format.value });
  stream.onchange = () => act({ type: "choose-stream", stream: stream.checked });
  send.onclick = () => act({ type: "start", kind: "send" });
  cancel.onclick = () => act({ type: "stop" });
  const node = element("div", { className: "controls" }, [
    element("label", { className: "field" }, ["To", target]),
    element("label", { className: "field" }, ["Format", format]),
    streamLabel,
    element("div", { className: "buttons" }, [send, cancel]),
  ]);
  return {
    node,
    render(state) {
      const targets = state.endpoint?.targets ?? [];
      setOptions(
        target,
        targets.map(({ servedEntity, label }) => ({ value: optionOf(servedEntity), label })),
        optionOf(state.servedEntity),
      );
      setOptions(
        format,
        state.payloads.map(({ format, label }) => ({ value: format, label })),
        state.format,
      );
      stream.checked = state.stream;
      streamLabel.hidden = payloadOf(state)?.streams !== true;
      send.ariaDisabled = String(isRunning(state.run));
      cancel.ariaDisabled = String(!isRunning(state.run));
    },
  };
}

/** An option's value is a text, so the endpoint is the empty one and an entity is its name behind a colon. */
const wholeEndpoint = "";

function optionOf(servedEntity: string | undefined): string {
  return servedEntity === undefined ? wholeEndpoint : `:${servedEntity}`;
}

function editorView(act: Act): Part {
  const body = element("textarea", { id: "body", spellcheck: false, autocomplete: "off" });
  const mark = element("span", { id: "body-mark", className: "mark" });
  const restore = element("button", { type: "button", className: "link", textContent: "Restore Example" });
  restore.title = "Put the example of this format back";
  const hint = element("span", { id: "body-hint", className: "visually-hidden" });
  hint.textContent = "Tab indents; press Escape, then Tab, to leave the field. Control or Command and Enter sends.";
  body.setAttribute("aria-describedby", "body-mark body-hint");
  body.oninput = () => act({ type: "edit-body", text: body.value });
  restore.onclick = () => act({ type: "restore-example" });
  addTypingComfort(body);
  const heading = element("div", { className: "bar" }, [
    element("label", { htmlFor: "body", textContent: "Body" }),
    restore,
  ]);
  const node = element("section", { className: "pane request" }, [heading, body, mark, hint]);
  let shown: string | undefined;
  return {
    node,
    render(state) {
      const text = bodyOf(state);
      if (body.value !== text) body.value = text;
      const judged = `${state.refusal ?? ""}\n${text}`;
      if (judged === shown) return;
      shown = judged;
      renderMark(state, text);
    },
  };

  function renderMark(state: State, text: string): void {
    const mistake = jsonMistake(text);
    const place = mistake && `Line ${mistake.line}, column ${mistake.column}: ${mistake.message}`;
    const refused = state.refusal === undefined ? undefined : `Not sent. ${place ?? state.refusal}`;
    setText(mark, refused ?? place ?? "Valid JSON");
    mark.title = mark.textContent ?? "";
    mark.classList.toggle("bad", mistake !== undefined || refused !== undefined);
    body.ariaInvalid = String(mistake !== undefined);
  }
}

function addTypingComfort(body: HTMLTextAreaElement): void {
  let tabLeaves = false;
  body.onblur = () => {
    tabLeaves = false;
  };
  body.onkeydown = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const leaves = event.key === "Tab" && (tabLeaves || event.shiftKey);
    tabLeaves = event.key === "Escape";
    if (leaves) return;
    const edit = typed(event.key, body.value, body.selectionStart, body.selectionEnd);
    if (edit === undefined) return;
    event.preventDefault();
    if (edit.text !== "" || edit.from !== edit.to) {
      body.setSelectionRange(edit.from, edit.to);
      // The one way to change a text area that its undo knows of; setting the value would empty the undo stack.
      document.execCommand(edit.text === "" ? "delete" : "insertText", false, edit.text);
    }
    body.setSelectionRange(...edit.select);
  };
}
