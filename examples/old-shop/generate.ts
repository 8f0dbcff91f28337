/**
 * Writes the old shop's export beside this file, or into the folder given: `node examples/old-shop/generate.ts [FOLDER] [COUNT]`.
 *
 * @module
 */
import { writeOldShop } from '../../src/cli/demo/write-shop.ts';

const [folder = import.meta.dirname, count = '5000'] = process.argv.slice(2);
const { csv, ndjson, rows } = await writeOldShop(folder, Number(count));
console.log(`${rows} customers in ${csv} and ${ndjson}`);
