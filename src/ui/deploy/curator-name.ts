// The name under which a person curates, kept in this browser and told to nobody before a pool is exported.

const KEY = 'goldilocks-curator';

export function rememberedCurator(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function rememberCurator(name: string): void {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Where nothing can be stored the name is asked for again.
  }
}
