import type { FortnoxControl } from '../fortnox/control.ts';

/** The simulated Fortnox with what the page itself has set in it, which the simulator does not show. */
export interface Company extends FortnoxControl {
  readonly settings: () => CompanySettings;
}

export interface CompanySettings {
  /** All days up to and including this one are locked. */
  readonly lockedUntil: string | null;
  /** Percentages, falling. */
  readonly vatRates: readonly number[];
  readonly roundToWholeKrona: boolean;
}

/** @param settings what the simulator was started with */
export function rememberSettings(control: FortnoxControl, settings: CompanySettings): Company {
  let now = settings;
  const remember = (change: Partial<CompanySettings>): void => {
    now = { ...now, ...change };
  };
  return {
    ...control,
    settings: () => now,
    lockPeriod: async (until) => {
      await control.lockPeriod(until);
      remember({ lockedUntil: until });
    },
    addVatRate: async (percent) => {
      await control.addVatRate(percent);
      remember({ vatRates: [...new Set([...now.vatRates, percent])].toSorted((a, b) => b - a) });
    },
    removeVatRate: async (percent) => {
      await control.removeVatRate(percent);
      remember({ vatRates: now.vatRates.filter((rate) => rate !== percent) });
    },
    setCompany: async (change) => {
      await control.setCompany(change);
      if (change.roundToWholeKrona !== undefined) remember({ roundToWholeKrona: change.roundToWholeKrona });
    },
  };
}
