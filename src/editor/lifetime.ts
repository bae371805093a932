// Owns disposables and ends them together, last one first.
import type { Disposable } from "vscode";

export class Lifetime implements Disposable {
  readonly #owned: Disposable[] = [];

  /** Takes ownership and gives the same thing back. */
  own<T extends Disposable>(disposable: T): T {
    this.#owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    for (const disposable of this.#owned.splice(0).reverse()) disposable.dispose();
  }
}
