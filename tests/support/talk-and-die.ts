/** A child for the process host's tests: says as much as it is told to and dies at once. Arguments: messages, exit code. */
const [count = '0', code = '0'] = process.argv.slice(2)
for (let n = 0; n < Number(count); n++) process.send?.({ n, padding: 'x'.repeat(100) })
process.stderr.write('last words\n')
process.exit(Number(code))
