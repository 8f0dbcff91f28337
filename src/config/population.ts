/** How a configuration says whom it means: what waves and cohorts share. All that is given must hold. */
import { z } from 'zod';

export const POPULATION = {
  passwordFormats: z.array(z.string()).optional().meta({ description: 'Formats of docs/formats.' }),
  credentialPlans: z
    .array(z.enum(['native', 'transcoded', 'wrapped', 'vault', 'legacy', 'reset', 'none']))
    .optional()
    .meta({ description: 'What happens to the password.' }),
  status: z
    .array(z.enum(['active', 'disabled', 'locked', 'invited']))
    .optional()
    .meta({ description: 'Status in the legacy.' }),
};
