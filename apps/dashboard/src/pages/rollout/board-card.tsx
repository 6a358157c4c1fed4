import type { PolicyBoardView } from '@countersign/contract'
import { Banner, Card } from '@countersign/ui'
import { TableBox } from '../../shell/table-box.tsx'

/** One line for each rule that decides for somebody. */
export function BoardCard({ rules }: PolicyBoardView) {
  return (
    <Card title="By rule" description="Told are users whose time or skips have begun to count.">
      {rules.length === 0 ? (
        <Banner>No rule that is on is meant for anybody yet.</Banner>
      ) : (
        <TableBox label="By rule">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Users</th>
              <th scope="col">Enrolled</th>
              <th scope="col">Pending</th>
              <th scope="col">Overdue</th>
              <th scope="col">Told</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ rule, users, enrolled, pending, overdue, noticed }) => (
              <tr key={rule.id}>
                <th scope="row">
                  <bdi>{rule.name}</bdi>
                </th>
                <td>{users}</td>
                <td>
                  {enrolled} <span data-slot="share">({Math.floor((enrolled / users) * 100)} %)</span>
                </td>
                <td>{pending}</td>
                <td>{overdue}</td>
                <td>{noticed}</td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </Card>
  )
}
