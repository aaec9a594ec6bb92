/** Single-letter shortcuts: never while one types, and they can be switched off (WCAG 2.1.4). */
import { useLayoutEffect, useRef, useState } from 'react';

export interface Shortcut {
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
}

const STORED = 'ccmm-shortcuts';

export function useShortcutSwitch(): readonly [on: boolean, set: (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(STORED) !== 'off');
  return [
    on,
    (value) => {
      localStorage.setItem(STORED, value ? 'on' : 'off');
      setOn(value);
    },
  ];
}

export function useShortcuts(shortcuts: readonly Shortcut[], on: boolean): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  // With the page itself, not a frame later: a key may be pressed as soon as it is seen.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.defaultPrevented) return;
      if (isTyping() || document.querySelector('dialog[open]')) return;
      // Help is always there: it is where the others are switched on.
      if (!on && event.key !== '?') return;
      const shortcut = latest.current.find(({ key }) => key === event.key.toLowerCase());
      if (!shortcut) return;
      event.preventDefault();
      shortcut.run();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [on]);
}

/** The focus is where letters go in. */
export function isTyping(): boolean {
  const focused = document.activeElement;
  return (
    focused instanceof HTMLTextAreaElement ||
    focused instanceof HTMLSelectElement ||
    (focused instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(focused.type))
  );
}
