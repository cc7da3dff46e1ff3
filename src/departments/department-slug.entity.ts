import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address a department's pages have or had; only one is current, the others lead to it for ever. */
@Entity('department_slug')
export class DepartmentSlug {
  @PrimaryColumn('text')
  slug: string;

  @Column('uuid')
  departmentId: string;

  @Column('boolean')
  current: boolean;
}
