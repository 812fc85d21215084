/*
 * What is chosen, open or half-typed on the function pages. Tabs and typed arguments come back at the next start: they are
 * kept as preferences (workspaces/preferences.ts). No record is in here.
 */
import { create } from 'zustand';
import { z } from 'zod';

import type { CallSettings } from '#shared/functions/call-settings.ts';
import type { Json } from '#shared/values/json.ts';

import { readPreference, savePreference } from '../workspaces/preferences.ts';
import type { DraftState } from './draft-session.ts';
import { argumentsToFields } from './form-values.ts';
import type { FormFields } from './form-values.ts';

export type FunctionDialog =
  | { readonly kind: 'new'; readonly folder: string }
  | { readonly kind: 'move' | 'release' | 'versions'; readonly functionId: string }
  | { readonly kind: 'new-folder'; readonly parent: string }
  | { readonly kind: 'move-folder'; readonly path: string };

export type Cursor = { readonly line: number; readonly column: number };

/** Asks the editor to show a line; each request is a new object, so that the same line can be asked for twice. */
export type Reveal = { readonly functionId: string; readonly line: number };

type FunctionState = {
  readonly tabsByWorkspaceId: { readonly [workspaceId: string]: readonly string[] };
  readonly draftStateByFunctionId: { readonly [functionId: string]: DraftState };
  readonly fieldsByFunctionId: { readonly [functionId: string]: FormFields };
  readonly cursor: Cursor | null;
  readonly reveal: Reveal | null;
  readonly dialog: FunctionDialog | null;
  /** The row of the side list whose name is being typed. */
  readonly renamedKey: string | null;
  readonly closedFolders: ReadonlySet<string>;
  /** Folders made here that nothing is in yet; a folder is only stored as the path of what is in it. */
  readonly newFolders: readonly string[];
  readonly isSideOpen: boolean;
  readonly isFormOpen: boolean;
  readonly isResultMaximised: boolean;
  readonly areSettingsOpen: boolean;
  /** The setting that is to be shown and focused. */
  readonly wantedSetting: keyof CallSettings | null;
};

const useFunctionStore = create<FunctionState>(() => ({
  tabsByWorkspaceId: {},
  draftStateByFunctionId: {},
  fieldsByFunctionId: {},
  cursor: null,
  reveal: null,
  dialog: null,
  renamedKey: null,
  closedFolders: new Set<string>(),
  newFolders: [],
  isSideOpen: true,
  isFormOpen: true,
  isResultMaximised: false,
  areSettingsOpen: false,
  wantedSetting: null,
}));

// Tabs

const noTabs: readonly string[] = [];
const tabsMax = 30; // More cannot be told apart; the one opened first gives way.
const tabsSchema = z.array(z.string()).catch([]);

export function useTabs(workspaceId: string): readonly string[] {
  return useFunctionStore((state) => state.tabsByWorkspaceId[workspaceId]) ?? noTabs;
}

export function getTabs(workspaceId: string): readonly string[] {
  return useFunctionStore.getState().tabsByWorkspaceId[workspaceId] ?? noTabs;
}

/** Takes up the tabs of the last time, once per workspace and window. */
export function restoreTabs(workspaceId: string): void {
  if (useFunctionStore.getState().tabsByWorkspaceId[workspaceId] !== undefined) return;
  keepTabs(workspaceId, tabsSchema.parse(readPreference(`tabs:${workspaceId}`)));
}

export function openTab(workspaceId: string, functionId: string): void {
  restoreTabs(workspaceId);
  const tabs = getTabs(workspaceId);
  if (tabs.includes(functionId)) return;
  keepTabs(workspaceId, [...tabs, functionId].slice(-tabsMax));
}

/** Answers which tab to show when the closed one was on screen. */
export function closeTab(workspaceId: string, functionId: string): string | undefined {
  const tabs = getTabs(workspaceId);
  const index = tabs.indexOf(functionId);
  if (index < 0) return undefined;
  keepTabs(
    workspaceId,
    tabs.filter((id) => id !== functionId),
  );
  return tabs[index + 1] ?? tabs[index - 1];
}

/** To where the other one stands, which makes room on the side it was passed from: so each place can be reached. */
export function moveTab(workspaceId: string, functionId: string, placeId: string): void {
  const tabs = getTabs(workspaceId);
  const index = tabs.indexOf(placeId);
  const others = tabs.filter((id) => id !== functionId);
  keepTabs(workspaceId, others.toSpliced(index < 0 ? others.length : index, 0, functionId));
}

/** One place to the left or to the right, if there is one. */
export function shiftTab(workspaceId: string, functionId: string, step: -1 | 1): void {
  const tabs = getTabs(workspaceId);
  const placeId = tabs[tabs.indexOf(functionId) + step];
  if (placeId !== undefined) moveTab(workspaceId, functionId, placeId);
}

function keepTabs(workspaceId: string, tabs: readonly string[]): void {
  useFunctionStore.setState((state) => ({ tabsByWorkspaceId: { ...state.tabsByWorkspaceId, [workspaceId]: tabs } }));
  savePreference(`tabs:${workspaceId}`, tabs);
}

// Drafts

export function useDraftState(functionId: string): DraftState {
  return useFunctionStore((state) => state.draftStateByFunctionId[functionId] ?? 'saved');
}

export function setDraftState(functionId: string, draftState: DraftState): void {
  const { draftStateByFunctionId } = useFunctionStore.getState();
  if (draftStateByFunctionId[functionId] === draftState) return;
  useFunctionStore.setState({ draftStateByFunctionId: { ...draftStateByFunctionId, [functionId]: draftState } });
}

// Arguments

const noFields: FormFields = {};
const fieldSchema = z.union([z.string(), z.boolean(), z.array(z.string()), z.strictObject({ exact: z.json() })]);
const fieldsSchema = z.record(z.string(), fieldSchema).catch({});

export function useFormFields(functionId: string): FormFields {
  return useFunctionStore((state) => state.fieldsByFunctionId[functionId]) ?? readKeptFields(functionId);
}

export function getFormFields(functionId: string): FormFields {
  return useFunctionStore.getState().fieldsByFunctionId[functionId] ?? readKeptFields(functionId);
}

/** Undefined takes the function's default again. */
export function setFormField(functionId: string, name: string, value: FormFields[string] | undefined): void {
  const { [name]: _before, ...others } = getFormFields(functionId);
  setFormFields(functionId, value === undefined ? others : { ...others, [name]: value });
}

export function setFormFields(functionId: string, fields: FormFields): void {
  useFunctionStore.setState((state) => ({ fieldsByFunctionId: { ...state.fieldsByFunctionId, [functionId]: fields } }));
  savePreference(`arguments:${functionId}`, fields);
}

/** Puts the arguments of an earlier run back into the form. */
export function chooseArguments(functionId: string, argumentsJson: { readonly [name: string]: Json }): void {
  setFormFields(functionId, argumentsToFields(argumentsJson));
  useFunctionStore.setState({ isFormOpen: true });
}

const keptFieldsByFunctionId = new Map<string, FormFields>();

// Parsed once, so that a component that selects them gets the same object each time.
function readKeptFields(functionId: string): FormFields {
  const known = keptFieldsByFunctionId.get(functionId);
  if (known !== undefined) return known;
  const kept = readPreference(`arguments:${functionId}`);
  const fields = kept === undefined ? noFields : fieldsSchema.parse(kept);
  keptFieldsByFunctionId.set(functionId, fields);
  return fields;
}

// Editor

export function useCursor(): Cursor | null {
  return useFunctionStore((state) => state.cursor);
}

export function setCursor(cursor: Cursor | null): void {
  const before = useFunctionStore.getState().cursor;
  if (before?.line === cursor?.line && before?.column === cursor?.column) return;
  useFunctionStore.setState({ cursor });
}

export function useReveal(): Reveal | null {
  return useFunctionStore((state) => state.reveal);
}

/** Shows a line of a function's source in the editor and puts the cursor there; lines count from 1. */
export function revealLine(functionId: string, line: number): void {
  useFunctionStore.setState({ reveal: { functionId, line }, isResultMaximised: false });
}

export function revealDone(reveal: Reveal): void {
  if (useFunctionStore.getState().reveal === reveal) useFunctionStore.setState({ reveal: null });
}

// Dialogs and panes

export function useFunctionDialog(): FunctionDialog | null {
  return useFunctionStore((state) => state.dialog);
}

export function openFunctionDialog(dialog: FunctionDialog): void {
  useFunctionStore.setState({ dialog });
}

export function closeFunctionDialog(): void {
  useFunctionStore.setState({ dialog: null });
}

export function useRenamedKey(): string | null {
  return useFunctionStore((state) => state.renamedKey);
}

export function startRenaming(renamedKey: string): void {
  useFunctionStore.setState({ renamedKey, isSideOpen: true });
}

export function stopRenaming(): void {
  useFunctionStore.setState({ renamedKey: null });
}

export function useClosedFolders(): ReadonlySet<string> {
  return useFunctionStore((state) => state.closedFolders);
}

export function setFolderOpen(path: string, isOpen: boolean): void {
  useFunctionStore.setState(({ closedFolders }) => {
    const next = new Set(closedFolders);
    if (isOpen) next.delete(path);
    else next.add(path);
    return { closedFolders: next };
  });
}

export function setAllFoldersOpen(paths: readonly string[], isOpen: boolean): void {
  useFunctionStore.setState({ closedFolders: new Set(isOpen ? [] : paths) });
}

export function useNewFolders(): readonly string[] {
  return useFunctionStore((state) => state.newFolders);
}

export function addNewFolder(path: string): void {
  useFunctionStore.setState(({ newFolders }) => ({
    newFolders: [...newFolders.filter((known) => known !== path), path],
  }));
}

export function useIsSideOpen(): boolean {
  return useFunctionStore((state) => state.isSideOpen);
}

export function useIsFormOpen(): boolean {
  return useFunctionStore((state) => state.isFormOpen);
}

export function useIsResultMaximised(): boolean {
  return useFunctionStore((state) => state.isResultMaximised);
}

export function toggleSide(): void {
  useFunctionStore.setState((state) => ({ isSideOpen: !state.isSideOpen }));
}

export function toggleForm(): void {
  useFunctionStore.setState((state) => ({ isFormOpen: !state.isFormOpen }));
}

export function maximiseResult(isResultMaximised: boolean): void {
  useFunctionStore.setState({ isResultMaximised });
}

// Settings of the function

export function useAreSettingsOpen(): boolean {
  return useFunctionStore((state) => state.areSettingsOpen);
}

export function setSettingsOpen(areSettingsOpen: boolean): void {
  useFunctionStore.setState({ areSettingsOpen });
}

export function useWantedSetting(): keyof CallSettings | null {
  return useFunctionStore((state) => state.wantedSetting);
}

/** Opens the form where it is closed, and leads to one of the function's settings. */
export function showSetting(wantedSetting: keyof CallSettings): void {
  useFunctionStore.setState({ wantedSetting, areSettingsOpen: true, isFormOpen: true, isResultMaximised: false });
}

export function settingShown(): void {
  useFunctionStore.setState({ wantedSetting: null });
}
