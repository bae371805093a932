// The right half: who answered, how fast, and what. The first two lines keep their height whether or not there is
// anything to say, so nothing moves when an answer arrives.
import type { Reply } from "../protocol.ts";
import { element, setText } from "./dom.ts";
import { paintEntity } from "./paint-entity.ts";
import type { Act, Part } from "./part.ts";
import { pretty } from "./pretty.ts";
import { isRunning, type Run, type State, type Tab } from "./state.ts";
import { entityLabel, interval, milliseconds, number, percent, progress, tabText } from "./wording.ts";

/** A page becomes slow beyond this; Open shows the whole. In UTF-16 units. */
const longestShown = 1_000_000;

export function responseView(act: Act): Part {
  const status = statusView();
  const tabs = tabsView(act);
  const failure = failureView();
  const text = element("pre", { className: "text", tabIndex: 0 });
  const table = element("div", { className: "table" });
  const content = element("div", { id: "answer", className: "answer" }, [text, table], { role: "tabpanel" });
  const node = element("section", { className: "pane response" }, [status.node, tabs.node, failure.node, content]);
  node.setAttribute("aria-label", "Response");
  let drawn: { run: Run | undefined; tab: Tab } | undefined;
  return {
    node,
    render(state) {
      for (const part of [status, tabs, failure]) part.render(state);
      if (drawn?.run === state.run && drawn?.tab === state.tab) return;
      drawn = { run: state.run, tab: state.tab };
      content.setAttribute("aria-labelledby", `tab-${state.tab}`);
      node.ariaBusy = String(isRunning(state.run));
      const counts = state.tab === "body" ? state.run?.measured?.counts : undefined;
      table.hidden = counts === undefined;
      text.hidden = !table.hidden;
      table.replaceChildren(...(counts ? [countsTable(counts, state)] : []));
      const written = contentOf(state);
      content.hidden = written === "" && table.hidden && state.run?.end?.type === "failed";
      text.classList.toggle("unasked", state.run === undefined);
      showText(text, written, isRunning(state.run) && state.run.head?.streaming === true);
    },
  };
}

function contentOf({ run, tab }: State): string {
  if (run === undefined) return "Send a request to see the answer here";
  const text = tabText(run, tab);
  if (text.length <= longestShown) return text;
  return `${text.slice(0, longestShown)}\n… ${number(text.length - longestShown)} characters more; Open shows them all`;
}

/** Follows the end of a text that grows, unless somebody has scrolled away from it. */
function showText(text: HTMLElement, content: string, grows: boolean): void {
  const atEnd = text.scrollHeight - text.scrollTop - text.clientHeight < 20;
  setText(text, content);
  if (grows && atEnd) text.scrollTop = text.scrollHeight;
}

function statusView(): Part {
  const entity = element("span", { className: "entity" });
  const code = element("span", { className: "code" });
  const time = element("span");
  const stage = element("span", { className: "stage" });
  const tokens = element("span");
  const request = element("span", { className: "request-id" });
  const node = element("div", { className: "status" }, [
    element("div", { className: "line" }, [entity, code, time, stage]),
    element("div", { className: "line dim" }, [tokens, request]),
  ]);
  return {
    node,
    render(state) {
      const { run } = state;
      const failed = run?.end?.type === "failed" ? run.end : undefined;
      const status = failed?.status ?? run?.head?.status;
      const elapsed = run?.end?.elapsed ?? run?.head?.elapsed;
      const requestId = failed?.requestId ?? run?.head?.requestId;
      const name = run?.head ? (run.head.servedEntity ?? run.servedEntity) : undefined;
      entity.hidden = name === undefined;
      setText(entity, name ?? "");
      paintEntity(entity, name, state);
      setText(code, status === undefined ? "" : String(status));
      code.classList.toggle("bad", failed !== undefined && !failed.cancelled);
      setText(time, elapsed === undefined ? "" : milliseconds(elapsed));
      setText(stage, run ? progress(run) : "Response");
      stage.title = stage.textContent ?? "";
      stage.classList.toggle("busy", isRunning(run));
      setText(tokens, run?.usage ? tokensInWords(run.usage) : "");
      setText(request, requestId === undefined ? "" : `Request ${requestId}`);
      request.title = requestId ?? "";
    },
  };
}

function tokensInWords({ input, output }: NonNullable<Run["usage"]>): string {
  return output === undefined ? `${number(input)} tokens` : `${number(input)} → ${number(output)} tokens`;
}

const tabNames: readonly { tab: Tab; label: string }[] = [
  { tab: "body", label: "Body" },
  { tab: "headers", label: "Headers" },
  { tab: "raw", label: "Raw" },
];

function tabsView(act: Act): Part {
  const tabs = tabNames.map(({ tab, label }) => {
    const button = element("button", { type: "button", className: "tab", id: `tab-${tab}`, textContent: label }, [], {
      role: "tab",
      "aria-controls": "answer",
    });
    button.onclick = () => act({ type: "choose-tab", tab });
    return { tab, button };
  });
  const list = element(
    "div",
    { className: "tabs" },
    tabs.map(({ button }) => button),
    { role: "tablist", "aria-label": "Response" },
  );
  list.onkeydown = ({ key }) => {
    const at = tabs.findIndex(({ button }) => button === document.activeElement);
    const next = tabs[(at + (key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0) + tabs.length) % tabs.length];
    if (at < 0 || next === undefined || next === tabs[at]) return;
    act({ type: "choose-tab", tab: next.tab });
    next.button.focus();
  };
  const open = element("button", {
    type: "button",
    className: "link",
    textContent: "Open",
    title: "Open as a document",
  });
  let shown = "";
  open.onclick = () => {
    if (shown !== "") act({ type: "open", text: shown });
  };
  return {
    node: element("div", { className: "bar" }, [list, open]),
    render(state) {
      for (const { tab, button } of tabs) {
        button.ariaSelected = String(tab === state.tab);
        button.tabIndex = tab === state.tab ? 0 : -1;
      }
      const body = state.run?.end?.type === "failed" ? state.run.end.body : undefined;
      shown = state.run ? tabText(state.run, state.tab) || (body ?? "") : "";
      open.ariaDisabled = String(shown === "");
    },
  };
}

function failureView(): Part {
  const message = element("strong");
  const remedy = element("span");
  const body = element("pre", { tabIndex: 0, ariaLabel: "The service's own text" });
  const node = element("div", { className: "failure" }, [message, remedy, body]);
  return {
    node,
    render({ run }) {
      const failed: Extract<Reply, { type: "failed" }> | undefined = run?.end?.type === "failed" ? run.end : undefined;
      // That it was cancelled stands in the first line already.
      node.hidden = failed === undefined || failed.cancelled === true;
      setText(message, failed?.message ?? "");
      setText(remedy, failed?.remedy ?? "");
      setText(body, failed?.body ? pretty(failed.body) : "");
      body.hidden = !failed?.body;
    },
  };
}

function countsTable(counts: Extract<Reply, { type: "measured" }>["counts"], state: State): HTMLElement {
  const heads = ["Served entity", "Configured", "Answered", "Share", "95 % interval"];
  const rows = counts.map(({ servedEntity, answers, share, low, high }) => {
    const configured = state.endpoint?.split.find((each) => each.servedEntity === servedEntity)?.share;
    const name = element("span", { className: "entity", textContent: entityLabel(servedEntity) });
    paintEntity(name, servedEntity, state);
    const cells = [
      configured === undefined ? "–" : percent(configured),
      number(answers),
      percent(share),
      interval(low, high),
    ];
    const header = element("th", { scope: "row" }, [name]);
    return element("tr", {}, [header, ...cells.map((textContent) => element("td", { textContent }))]);
  });
  const head = element(
    "tr",
    {},
    heads.map((textContent) => element("th", { scope: "col", textContent })),
  );
  return element("table", {}, [element("thead", {}, [head]), element("tbody", {}, rows)]);
}
