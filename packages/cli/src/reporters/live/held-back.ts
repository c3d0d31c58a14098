type Output = Pick<NodeJS.WriteStream, 'write'>;

/**
 * Keeps what others write (plugins, warnings of Node) off the screen while it is shown. Nothing is lost: it is written when
 * the screen is gone.
 * @returns lets go and writes what was held back.
 */
export function holdBack(streams: readonly Output[]): () => void {
  const held: (() => void)[] = [];
  const letGo = streams.map((stream) => {
    const write = stream.write;
    const raw = write.bind(stream);
    stream.write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
      held.push(() => raw(chunk));
      const done = rest.find((one) => typeof one === 'function');
      done?.();
      return true;
    };
    return (): void => {
      stream.write = write;
    };
  });
  return () => {
    for (const release of letGo.splice(0)) release();
    for (const writeNow of held.splice(0)) writeNow();
  };
}
