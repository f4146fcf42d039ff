/** A line on the terminal that says what is going on. */
export interface Progress {
  /** What happens from now on: `checking types`. */
  say(text: string): void;
  /** Erases the line; must be called before anything else is printed. */
  end(): void;
}

const patience = 1000;
const erase = '\r\u001b[2K';

/** Shows itself only when something takes more than a second, only on a terminal, never in CI. */
export function startProgress(): Progress {
  const { env, stderr: stream } = process;
  if (!stream.isTTY || env.CI || env.TERM === 'dumb') return { say() {}, end() {} };
  let text = '';
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    stream.write(`${erase}${text} …`);
  }, patience);
  timer.unref();
  return {
    say(next) {
      text = next;
      if (isShown) stream.write(`${erase}${text} …`);
    },
    end() {
      clearTimeout(timer);
      if (isShown) stream.write(erase);
      isShown = false;
    },
  };
}
