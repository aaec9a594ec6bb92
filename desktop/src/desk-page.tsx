/** The desk: offers and contacts at the left, the contact in the middle, its customer at the right. */
import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { MeDto } from '../../server/schemas/views.ts';
import { ContactList } from './contact-list.tsx';
import { ContactPage } from './contact-page.tsx';
import { Help } from './help.tsx';
import { LineBanner } from './line-banner.tsx';
import { OfferCard } from './offer-card.tsx';
import { commands } from './services.ts';
import { TopBar } from './top-bar.tsx';
import { useCommand } from './use-command.ts';
import { useDesk } from './use-desk.ts';
import { type Shortcut, useShortcutSwitch, useShortcuts } from './use-shortcuts.ts';
import type { Work } from './work/work-panel.tsx';

interface DeskPageProps {
  readonly me: MeDto;
  readonly onLoggedOut: () => void;
  readonly logOut: () => Promise<void>;
}

export function DeskPage({ me, onLoggedOut, logOut }: DeskPageProps) {
  const { state, tryNow } = useDesk(onLoggedOut);
  const [selected, setSelected] = useState<number>();
  const [work, setWork] = useState<Work>('reply');
  const [help, setHelp] = useState(false);
  const [shortcutsOn, setShortcutsOn] = useShortcutSwitch();
  const presence = useCommand();
  const answer = useCommand();
  const agent = state.agent ?? me.agent;
  const offer = state.offers[0];

  const accept = useCallback(
    async (id: number, contact: number) => {
      if (await answer.run(`accept ${id}`, (commandId) => commands.accept(commandId, id))) {
        setWork('reply');
        setSelected(contact);
      }
    },
    [answer.run],
  );
  const decline = (id: number) => void answer.run(`decline ${id}`, (commandId) => commands.decline(commandId, id));
  const setReady = (ready: boolean, reason?: string) =>
    void presence.run(`${ready} ${reason} ${agent?.sinceAt}`, (id) =>
      commands.setState(id, ready ? 'ready' : 'not_ready', reason),
    );
  const startWork = (next: Work) => {
    // At once: the next key pressed is already meant for the form.
    flushSync(() => setWork(next));
    document.querySelector<HTMLElement>('[data-first-field]')?.focus();
  };

  const shortcuts = shortcutsOf({
    accept: () => offer && void accept(offer.id, offer.contact),
    decline: () => offer && decline(offer.id),
    toggleReady: () => agent && setReady(agent.state !== 'ready'),
    step: (by) => setSelected((now) => neighbour(state.contacts, now, by)),
    work: startWork,
    help: () => setHelp(true),
  });
  useShortcuts(shortcuts, shortcutsOn);
  useTitle(offer ? `${offer.subject || 'No subject'}` : undefined, me.site);

  // What is at hand comes first: without a choice of his own the agent sees his oldest contact.
  const shown = selected ?? state.contacts[0]?.id;
  return (
    <div
      className="desk"
      data-contact={shown === undefined ? undefined : ''}
      data-chosen={selected === undefined ? undefined : ''}
    >
      <TopBar
        me={me}
        agent={agent}
        reasons={state.choices?.notReadyReasons ?? []}
        busy={presence.busy}
        onState={setReady}
        onHelp={() => setHelp(true)}
        logOut={logOut}
      />
      <LineBanner line={state.line} tryNow={tryNow} />
      <Problem text={presence.error || answer.error} onClose={presence.error ? presence.clear : answer.clear} />
      <div className="visually-hidden" aria-live="assertive">
        {state.said}
      </div>
      <div className="rail">
        {state.offers.map((each) => (
          <OfferCard
            key={each.id}
            offer={each}
            clockOffsetMs={state.clockOffsetMs}
            busy={answer.busy}
            onAccept={() => void accept(each.id, each.contact)}
            onDecline={() => decline(each.id)}
          />
        ))}
        <ContactList contacts={state.contacts} selected={shown} onSelect={setSelected} agent={agent} />
      </div>
      {shown === undefined ? (
        <main className="empty">
          <Nothing agentState={agent?.state} />
        </main>
      ) : (
        <ContactPage
          key={shown}
          id={shown}
          me={agent?.login}
          revision={state.revisions[shown] ?? 0}
          choices={state.choices}
          work={work}
          onWork={setWork}
          onSelect={setSelected}
          onBack={() => setSelected(undefined)}
        />
      )}
      {help && <Help shortcuts={shortcuts} on={shortcutsOn} setOn={setShortcutsOn} onClose={() => setHelp(false)} />}
    </div>
  );
}

interface DeskVerbs {
  readonly accept: () => void;
  readonly decline: () => void;
  readonly toggleReady: () => void;
  readonly step: (by: number) => void;
  readonly work: (work: Work) => void;
  readonly help: () => void;
}

function shortcutsOf(desk: DeskVerbs): readonly Shortcut[] {
  return [
    { key: 'a', label: 'Accept the offer', run: desk.accept },
    { key: 'd', label: 'Decline the offer', run: desk.decline },
    { key: 's', label: 'Ready, or not ready', run: desk.toggleReady },
    { key: 'j', label: 'Next open contact', run: () => desk.step(1) },
    { key: 'k', label: 'Open contact before', run: () => desk.step(-1) },
    { key: 'r', label: 'Reply', run: () => desk.work('reply') },
    { key: 'f', label: 'Forward', run: () => desk.work('forward') },
    { key: 'p', label: 'Postpone', run: () => desk.work('postpone') },
    { key: 'c', label: 'Close', run: () => desk.work('close') },
    { key: 'n', label: 'Note', run: () => desk.work('note') },
    { key: '?', label: 'This list', run: desk.help },
  ];
}

function Nothing({ agentState }: { readonly agentState: string | undefined }) {
  if (agentState === undefined) return <p className="soft">This account belongs to no agent: no contacts come here.</p>;
  return (
    <p className="soft">
      {agentState === 'ready'
        ? 'You are ready. The next contact comes by itself.'
        : 'You are not ready. Switch to Ready to be offered contacts.'}
    </p>
  );
}

function Problem({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  if (!text) return null;
  return (
    <div className="banner bad" role="alert">
      <span>{text}</span>
      <button type="button" className="quiet" onClick={onClose}>
        Dismiss
      </button>
    </div>
  );
}

function neighbour(
  contacts: readonly { readonly id: number }[],
  now: number | undefined,
  step: number,
): number | undefined {
  const at = contacts.findIndex(({ id }) => id === now);
  return contacts[at < 0 ? 0 : Math.min(contacts.length - 1, Math.max(0, at + step))]?.id ?? now;
}

/** The tab says that an offer waits, also when another is looked at. */
function useTitle(offer: string | undefined, site: string): void {
  useEffect(() => {
    const plain = site ? `${site} · Agent Desktop` : 'Agent Desktop';
    if (offer === undefined) {
      document.title = plain;
      return;
    }
    let on = true;
    const flash = () => {
      document.title = on ? `● Offer: ${offer}` : plain;
      on = !on;
    };
    flash();
    const timer = setInterval(flash, 1_000);
    return () => {
      clearInterval(timer);
      document.title = plain;
    };
  }, [offer, site]);
}
