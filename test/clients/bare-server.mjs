// A server that answers every request with the headers (as JSON) and the text it was started with, and does nothing
// else. Prints its port.
import { createServer } from "node:http";
import process from "node:process";

const [, , headers = "{}", body = ""] = process.argv;
const head = JSON.parse(headers);
const server = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(200, head).end(body));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(address?.port);
});
