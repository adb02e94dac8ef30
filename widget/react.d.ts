// The elements in the JSX of React 19, for those who ask for it: `import type {} from "@portico-login/element/react"`.
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { PorticoAccount, PorticoAttributes, PorticoElement, PorticoEventMap, PorticoLogin } from "./element.js";

// React listens for an event by `on` and its name.
type Listeners = {
  [Name in keyof PorticoEventMap as `on${Name}`]?: ((event: PorticoEventMap[Name]) => void) | undefined;
};

// React sets a property where the element has one, else an attribute.
type Properties = Partial<
  Pick<
    PorticoElement,
    | "config"
    | "provider"
    | "flow"
    | "layout"
    | "loginHint"
    | "uiLocales"
    | "prompt"
    | "destination"
    | "autoRedirect"
    | "remember"
    | "theme"
    | "exposeAccessToken"
    | "debug"
  >
>;

type Own = Omit<Partial<PorticoAttributes>, keyof Properties> & Properties & Listeners;

/** The props of an element of Portico. */
export type PorticoProps<E extends PorticoElement> = Omit<DetailedHTMLProps<HTMLAttributes<E>, E>, keyof Own> & Own;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "portico-login": PorticoProps<PorticoLogin>;
      "portico-account": PorticoProps<PorticoAccount>;
    }
  }
}
