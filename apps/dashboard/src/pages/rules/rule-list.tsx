import type { MfaRule } from '@countersign/contract'
import { Badge, Banner, Button, ListItem, Menu, MenuItem, MenuSeparator, VisuallyHidden } from '@countersign/ui'
import { ruleWords } from './rule-words.ts'

export interface RuleListProps {
  rules: readonly MfaRule[]
  /** The rule that the server refuses, and why. */
  refused: { index: number; message: string } | null
  onEdit: (rule: MfaRule) => void
  onRules: (rules: readonly MfaRule[]) => void
}

/** In the order they are read in. */
export function RuleList({ rules, refused, onEdit, onRules }: RuleListProps) {
  return (
    <ol data-slot="list" aria-label="Rules">
      {rules.map((rule, index) => (
        <ListItem
          key={rule.id}
          title={
            <span data-slot="rule-title">
              <span>
                {index + 1}. <bdi>{rule.name}</bdi>
              </span>
              {rule.mode === 'on' ? <Badge tone="success">On</Badge> : <Badge>Dry run</Badge>}
            </span>
          }
          detail={ruleWords(rule)}
          actions={
            <>
              <Button small onClick={() => onEdit(rule)}>
                Edit <VisuallyHidden>{rule.name}</VisuallyHidden>
              </Button>
              <Menu
                trigger={
                  <Button small>
                    More <VisuallyHidden>for {rule.name}</VisuallyHidden>
                  </Button>
                }
              >
                {index > 0 ? <MenuItem onSelect={() => onRules(moved(rules, index, -1))}>Move up</MenuItem> : null}
                {index < rules.length - 1 ? (
                  <MenuItem onSelect={() => onRules(moved(rules, index, 1))}>Move down</MenuItem>
                ) : null}
                {rules.length > 1 ? <MenuSeparator /> : null}
                <MenuItem tone="danger" onSelect={() => onRules(rules.filter((one) => one !== rule))}>
                  Remove
                </MenuItem>
              </Menu>
            </>
          }
        >
          {refused?.index === index ? <Banner tone="danger">{refused.message}</Banner> : null}
        </ListItem>
      ))}
    </ol>
  )
}

function moved(rules: readonly MfaRule[], from: number, by: number): readonly MfaRule[] {
  const rule = rules[from]
  return rule ? rules.toSpliced(from, 1).toSpliced(from + by, 0, rule) : rules
}
