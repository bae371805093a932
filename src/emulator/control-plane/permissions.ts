// Who may do what with an endpoint, addressed by its id, never by its name.
// https://docs.databricks.com/api/workspace/servingendpoints/getpermissions
import { type Answer, bodyOf, type Entry, type Request } from "../http.ts";
import { ours } from "../messages.ts";
import { USER } from "../user.ts";
import { fieldsOf, listOf } from "../workspace/config.ts";
import type { Endpoint, Grant } from "../workspace/endpoint.ts";
import type { World } from "../world.ts";

const ONE = "/api/2.0/permissions/serving-endpoints/{id}";

export const permissionRoutes: readonly Entry[] = [
  { verb: "GET", path: ONE, handle: (request, world) => accessTo(world.store.byId(idOf(request))) },
  { verb: "PUT", path: ONE, handle: (request, world) => grant(request, world, []) },
  {
    verb: "PATCH",
    path: ONE,
    handle: (request, world) => grant(request, world, world.store.byId(idOf(request)).grants),
  },
  {
    verb: "GET",
    path: `${ONE}/permissionLevels`,
    handle: (request, { store }) => {
      store.byId(idOf(request));
      return { json: { permission_levels: LEVELS } };
    },
  },
];

/** The levels are the official SDK's; the descriptions are ours. */
const LEVELS = [
  { permission_level: "CAN_MANAGE", description: "Can change the endpoint and its permissions" },
  { permission_level: "CAN_QUERY", description: "Can query the endpoint" },
  { permission_level: "CAN_VIEW", description: "Can see the endpoint" },
] as const;

const PRINCIPALS = ["user_name", "group_name", "service_principal_name"] as const;

/** Who creates an endpoint manages it, and so does every administrator. */
function accessTo({ id, grants }: Endpoint): Answer {
  const object_id = `/serving-endpoints/${id}`;
  const owner: Grant = { principal: ["user_name", USER.name], level: "CAN_MANAGE" };
  const direct = [owner, ...grants.filter(({ principal }) => principal[1] !== USER.name)].map(
    ({ principal: [kind, name], level }) => ({
      [kind]: name,
      display_name: name === USER.name ? USER.displayName : name,
      all_permissions: [{ permission_level: level, inherited: false }],
    }),
  );
  const inherited = { permission_level: "CAN_MANAGE", inherited: true, inherited_from_object: ["/serving-endpoints/"] };
  const admins = { group_name: "admins", display_name: "admins", all_permissions: [inherited] };
  return { json: { object_id, object_type: "serving-endpoint", access_control_list: [...direct, admins] } };
}

/** Adds to what stays of the grants before: one principal has one level. */
function grant(request: Request, { store }: World, before: readonly Grant[]): Answer {
  const { name } = store.byId(idOf(request));
  const { access_control_list = [] } = fieldsOf(bodyOf(request), "body");
  const added = listOf(access_control_list, "access_control_list").map(readGrant);
  const stays = ({ principal: [kind, who] }: Grant) =>
    !added.some(({ principal }) => principal[0] === kind && principal[1] === who);
  return accessTo(store.keep(name, { grants: [...before.filter(stays), ...added] }));
}

function readGrant(value: unknown): Grant {
  const fields = fieldsOf(value, "access_control_list");
  const kind = PRINCIPALS.find((key) => typeof fields[key] === "string");
  if (kind === undefined) throw ours.notOneOf("access_control_list", PRINCIPALS);
  const level = LEVELS.find(({ permission_level }) => permission_level === fields.permission_level);
  if (level === undefined) {
    throw ours.notOneOf(
      "permission_level",
      LEVELS.map(({ permission_level }) => permission_level),
    );
  }
  return { principal: [kind, String(fields[kind])], level: level.permission_level };
}

function idOf({ params }: Request): string {
  return params.id ?? "";
}
