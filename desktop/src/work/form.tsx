/** A form of the work panel: sends with Ctrl+Enter, says what went wrong. */
import type { FormEvent, ReactNode } from 'react';
import type { CommandRun } from '../use-command.ts';

interface FormProps {
  readonly command: CommandRun;
  readonly submit: (button: string) => void;
  readonly children: ReactNode;
}

export function Form({ command, submit, children }: FormProps) {
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (!command.busy) submit(submitter instanceof HTMLButtonElement ? submitter.value : '');
  };
  return (
    <form
      className="work-form"
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          event.currentTarget.requestSubmit();
        } else if (event.key === 'Escape') leaveField();
      }}
    >
      {children}
      {command.error && (
        <p className="error" role="alert">
          {command.error}
        </p>
      )}
    </form>
  );
}

/** The focus goes where letters are shortcuts again. */
export function leaveField(): void {
  document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.focus();
}
