export {
  CustomerFound,
  CustomerOrders,
  CustomersFound,
  CustomerView,
  OrderView,
  UnmaskedContact,
} from "./customers/contract.ts";
