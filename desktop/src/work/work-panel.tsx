/** What an agent can do with an open contact: one form at a time. */
import type { ChoicesDto, ContactDto } from '../../../server/schemas/views.ts';
import { CloseForm } from './close-form.tsx';
import { ForwardForm } from './forward-form.tsx';
import { NoteForm } from './note-form.tsx';
import { PostponeForm } from './postpone-form.tsx';
import { ReplyForm } from './reply-form.tsx';

export type Work = 'reply' | 'forward' | 'postpone' | 'close' | 'note';

/** What every form gets. */
export interface WorkProps {
  readonly contact: ContactDto;
  readonly choices: ChoicesDto | undefined;
  /** The contact changed and is still here. */
  readonly onDone: () => void;
  /** The contact left the desk. */
  readonly onLeft: () => void;
}

const FORMS: {
  readonly [Kind in Work]: { readonly label: string; readonly Form: (props: WorkProps) => React.ReactNode };
} = {
  reply: { label: 'Reply', Form: ReplyForm },
  forward: { label: 'Forward', Form: ForwardForm },
  postpone: { label: 'Postpone', Form: PostponeForm },
  close: { label: 'Close', Form: CloseForm },
  note: { label: 'Note', Form: NoteForm },
};

export function WorkPanel({
  work,
  onWork,
  ...props
}: WorkProps & { readonly work: Work; readonly onWork: (work: Work) => void }) {
  const { Form } = FORMS[work];
  return (
    <section className="card work" aria-label="Work on this contact">
      <div className="tabs" role="tablist" aria-label="What to do" onKeyDown={moveFocus}>
        {Object.entries(FORMS).map(([kind, { label }]) => (
          <button
            type="button"
            key={kind}
            role="tab"
            id={`tab-${kind}`}
            aria-selected={kind === work}
            aria-controls="work-form"
            tabIndex={kind === work ? 0 : -1}
            onClick={() => onWork(kind as Work)}
          >
            {label}
          </button>
        ))}
      </div>
      <div id="work-form" role="tabpanel" aria-labelledby={`tab-${work}`}>
        <Form key={work} {...props} />
      </div>
    </section>
  );
}

/** Arrow keys go through the tabs (ARIA's pattern). */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role=tab]')];
  const next = tabs[(tabs.indexOf(event.target as HTMLButtonElement) + step + tabs.length) % tabs.length];
  next?.focus();
  next?.click();
}
