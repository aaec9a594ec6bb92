export function withLock<T>(path: string, waiting: (holder: string) => void, body: () => Promise<T>): Promise<T>;
