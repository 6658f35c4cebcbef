/** Lets every promise that is due run: the fake main answers within a few microtasks. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
