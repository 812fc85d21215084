import { withPeopleWorld } from './people-world.harness.ts';
import { personDataSuite } from './person-data.suite.harness.ts';

personDataSuite(withPeopleWorld());
