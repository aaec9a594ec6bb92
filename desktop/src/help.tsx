import { useEffect, useRef } from 'react';
import type { Shortcut } from './use-shortcuts.ts';

interface HelpProps {
  readonly shortcuts: readonly Pick<Shortcut, 'key' | 'label'>[];
  readonly on: boolean;
  readonly setOn: (on: boolean) => void;
  readonly onClose: () => void;
}

export function Help({ shortcuts, on, setOn, onClose }: HelpProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  // `close` comes a moment after the dialog is gone, perhaps when the next one stands already; `cancel` (Escape) comes at once.
  const close = () => {
    if (dialog.current?.isConnected) onClose();
  };
  return (
    <dialog ref={dialog} className="card help" aria-labelledby="help-title" onCancel={close} onClose={close}>
      <h2 id="help-title">Keyboard shortcuts</h2>
      <dl className="keys">
        {shortcuts.map(({ key, label }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </dt>
          <dd>Send the form one writes in</dd>
        </div>
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>Leave the field one writes in</dd>
        </div>
      </dl>
      <label className="check">
        <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} /> Single letters work
        while no field has the focus
      </label>
      <form method="dialog">
        <button type="submit" className="primary">
          Close
        </button>
      </form>
    </dialog>
  );
}
