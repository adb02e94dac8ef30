// The package as it is installed: imported where there is no DOM, as on a server, and held against its manifest.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";

const NAME = "@portico-login/element";
const folder = new URL("./", import.meta.resolve(NAME));
const manifest = JSON.parse(await readFile(new URL("custom-elements.json", folder), "utf8"));
const declarations = manifest.modules.flatMap((module) => module.declarations);
const { members, cssProperties } = declarations.find(({ name }) => name === "PorticoElement");

const element = await import(NAME);

test("element.js exports what the manifest declares, and nothing else", () => {
  const declared = declarations.map(({ name }) => name).sort();
  assert.deepEqual(Object.keys(element).sort(), declared);
});

test("define.js can be imported where nothing can be registered", async () => {
  await import(`${NAME}/define`);
});

test("each member is there, and can be written or not as the manifest says", () => {
  for (const { kind, name, readonly = false, static: isStatic } of members) {
    const owner = isStatic ? element.PorticoElement : element.PorticoElement.prototype;
    const found = Object.getOwnPropertyDescriptor(owner, name);
    assert.ok(found, name);
    if (kind === "method") {
      assert.equal(typeof found.value, "function", name);
    } else {
      assert.equal(typeof found.get, "function", name);
      assert.equal(found.set === undefined, readonly, name);
    }
  }
});

test("a property is the attribute of the manifest, with its default", () => {
  // What an element knows of attributes.
  const attributes = new Map();
  const bare = {
    getAttribute: (name) => attributes.get(name) ?? null,
    hasAttribute: (name) => attributes.has(name),
    setAttribute: (name, value) => attributes.set(name, value),
    removeAttribute: (name) => attributes.delete(name),
    toggleAttribute: (name, there) => (there ? attributes.set(name, "") : attributes.delete(name)),
  };
  // An object as configuration is no attribute: journeys look at that one.
  for (const { name, attribute, default: value, type } of members.filter((it) => it.attribute && it.name !== "config")) {
    const { get, set } = Object.getOwnPropertyDescriptor(element.PorticoElement.prototype, name);
    assert.deepEqual(get.call(bare), JSON.parse(value), name);
    const given = type.text === "boolean" ? true : "given";
    set.call(bare, given);
    assert.deepEqual([...attributes.keys()], [attribute], name);
    assert.equal(get.call(bare), given, name);
    set.call(bare, type.text === "boolean" ? false : null);
    assert.equal(attributes.size, 0, name);
  }
});

test("events bubble out of every shadow root, and have the names of the manifest", () => {
  const { events } = declarations.find(({ name }) => name === "PorticoElement");
  for (const { name, type } of events) {
    const event = new element[type.text]({ code: "x" });
    assert.ok(event instanceof Event, name);
    assert.deepEqual([event.type, event.bubbles, event.composed], [name, true, true]);
    assert.equal(event.cancelable, name === "portico-start", name);
    assert.ok(Object.isFrozen(event.detail), name);
  }
});

test("the stylesheets go by each custom property of the manifest", async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".css.txt"));
  const styles = (await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")))).join("");
  for (const { name } of cssProperties) {
    assert.ok(styles.includes(`var(${name},`) || styles.includes(`var(${name})`), name);
  }
  const known = new Set(cssProperties.map(({ name }) => name));
  const used = new Set(styles.match(/(?<=var\()--portico-[\w-]+/g));
  assert.deepEqual([...used].filter((name) => !known.has(name)), []);
});
