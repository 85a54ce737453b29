/**
 * Names and roles that GraphiQL and its list of fields leave out, set as they appear: their tabs hold
 * buttons, which a tab of ARIA may not, so they become a list whose open item is the current one; a
 * choice among values is named after its argument, and a question of the history by its text.
 */
export function nameWhatAppears(root: Element): void {
  const name = () => {
    root.querySelectorAll('[role="tablist"]').forEach((list) => list.removeAttribute('role'));
    root.querySelectorAll('.graphiql-tab').forEach((tab) => {
      if (tab.hasAttribute('role')) {
        tab.removeAttribute('role');
      }
      tab.removeAttribute('aria-selected');
      const button = tab.querySelector('.graphiql-tab-button');
      const current = String(tab.classList.contains('graphiql-tab-active'));
      if (button && button.getAttribute('aria-current') !== current) {
        button.setAttribute('aria-current', current);
      }
    });
    root.querySelectorAll('.graphiql-explorer-root select:not([aria-label])').forEach((choice) => {
      choice.setAttribute('aria-label', choice.closest<HTMLElement>('[data-arg-name]')?.dataset.argName ?? 'Kind of operation');
    });
    root.querySelectorAll('.graphiql-history-item-label[aria-label]').forEach((question) => question.removeAttribute('aria-label'));
  };
  new MutationObserver(name).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
}
