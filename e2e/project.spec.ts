import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

import { test } from './fixtures.ts';
import { expectNoViolations } from './violations.ts';

async function createProject(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('button', { name: 'New project', exact: true }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

async function openView(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views of the project' }).getByRole('link', { name }).click();
}

test('a project is made, described, deleted, and brought back by undo', async ({ page }) => {
  await createProject(page, 'Library 📚');
  await openView(page, 'Settings');
  await page.getByLabel('Description').fill('Books and who lends them.');
  await page.getByLabel('Name', { exact: true }).fill('Public library 📚');
  await page.getByLabel('Name', { exact: true }).press('Tab');
  await expect(page.getByRole('heading', { level: 1, name: 'Public library 📚' })).toBeVisible();
  await page.getByLabel('In their order').fill('beta');
  await page.keyboard.press('Enter');
  await page.reload();
  await expect(page.getByLabel('Description')).toHaveValue('Books and who lends them.');
  await expect(page.getByText('beta', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Delete this project' }).click();
  await expect(page.getByText('Public library 📚 was deleted')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Projects' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(page.getByRole('button', { name: /^Public library/ })).toBeVisible();
});

test('comments are made, answered, resolved, and seen by another window at once', async ({ page, secondWindow }) => {
  await createProject(page, 'Library');
  await openView(page, 'Comments');
  await secondWindow.goto(page.url());
  await page.getByLabel('New comment').fill('Who owns this?\nשלום');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(secondWindow.getByText('Who owns this?')).toBeVisible();
  await secondWindow.getByRole('button', { name: 'Answer' }).click();
  await secondWindow.getByLabel('Answer', { exact: true }).fill('The librarians.');
  await secondWindow.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('The librarians.')).toBeVisible();
  await page.getByRole('button', { name: 'Resolve' }).click();
  await expect(secondWindow.getByRole('button', { name: 'Open again' })).toBeVisible();
});

test('two windows see each other, one follows the other, and one that leaves is gone', async ({
  page,
  secondWindow,
}) => {
  await createProject(page, 'Library');
  await secondWindow.goto(page.url());
  const people = page.getByRole('button', { name: 'People in this project: 1 more here' });
  await expect(people).toBeVisible();
  await people.click();
  await page.getByRole('menuitem', { name: /^Follow your other window/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Following your other window' })).toBeVisible();
  await openView(secondWindow, 'Settings');
  await expect(page.getByRole('heading', { level: 2, name: 'Members' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Following your other window')).toBeHidden();
  await openView(secondWindow, 'Comments');
  await expect(secondWindow.getByRole('heading', { level: 2, name: 'On the project' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Members' })).toBeVisible();
  await secondWindow.close();
  await expect(page.getByRole('button', { name: 'People in this project: Nobody else is here' })).toBeVisible();
});

test('the pages of a project break no rule of WCAG A or AA', async ({ page }) => {
  await page.getByRole('link', { name: 'Projects' }).click();
  await expectNoViolations(page);
  await createProject(page, 'Library');
  for (const view of ['Comments', 'Settings']) {
    await openView(page, view);
    await expectNoViolations(page);
  }
});
